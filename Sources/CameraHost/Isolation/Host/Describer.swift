// SPDX-License-Identifier: Apache-2.0
import Threads

/// Asks a process of its own what a camera says about itself, so that nothing of the camera runs in this one.
struct Describer {
    private let program: HelperProgram
    private let deadline: Duration

    init(_ program: HelperProgram, deadline: Duration) {
        self.program = program
        self.deadline = deadline
    }

    /// Loads the camera in a helper.
    func describe(_ file: CameraFile) throws(CameraError) -> CameraDescription {
        let helper: HelperProcess
        do throws(SystemError) {
            helper = try HelperProcess(
                program, name: file.id, voice: nil, output: nil, answerBytes: DescriptionMessage.maxBytes)
        } catch {
            throw CameraError(
                .fatal, camera: file.id,
                "camera `\(file.id)`: cannot start a process for it (\(program.path)): \(error)")
        }
        let watch = CallWatch(.system, grace: .zero)
        watch.begin(deadline: HostClock.system.nanoseconds() + deadline.nanoseconds)
        let outcome: Result<CameraDescription, CameraError>
        do throws(HelperEnd) {
            outcome = try helper.ask(.describe(file), [], watch) { message, _ throws(MessageError) in
                try DescriptionMessage.decoded(message, of: file)
            }
        } catch {
            throw CameraError(
                .fatal, camera: file.id, "camera `\(file.id)` (\(file.resolvedPath)) cannot be loaded: \(error)")
        }
        helper.finish()
        switch outcome {
        case .success(let description): return description
        case .failure(let error): throw error
        }
    }
}
