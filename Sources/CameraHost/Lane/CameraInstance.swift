// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// One instance of a camera: its functions in the order the ABI allows.
///
/// Confined to its lane's thread.
final class CameraInstance {
    private let library: CameraLibrary
    private let services: HostServices
    private var instance: UnsafeMutableRawPointer?
    private(set) var isCreated = false
    private(set) var isStarted = false

    init(_ library: CameraLibrary, _ services: HostServices) {
        self.library = library
        self.services = services
    }

    private var camera: evcam_camera { library.camera.pointee }

    func create(_ options: OptionBlock) -> CameraAnswer {
        let answer = withUnsafePointer(to: options.options) { options in
            ask { camera.create?(services.table, options, &instance) }
        }
        isCreated = answer.result == .ok
        return answer
    }

    func start() -> CameraAnswer {
        let answer = ask { camera.start?(instance) }
        isStarted = answer.result == .ok || answer.result == .retry
        return answer
    }

    func shutter(_ snapshot: UnsafePointer<evcam_snapshot>) -> CameraAnswer {
        ask { camera.shutter?(instance, snapshot) }
    }

    /// - Parameter now: UNIX seconds.
    /// - Returns: the answer and the rows that were deleted; nil if the camera has no cleanup.
    func cleanup(now: Double) -> (CameraAnswer, deleted: UInt64)? {
        guard camera.cleanup != nil else { return nil }
        let cleanup = evcam_cleanup(size: UInt32(MemoryLayout<evcam_cleanup>.size), reserved: 0, now: now)
        var deleted: UInt64 = 0
        let answer = withUnsafePointer(to: cleanup) { cleanup in
            ask { camera.cleanup?(instance, cleanup, &deleted) }
        }
        return (answer, deleted)
    }

    /// - Returns: nil if the camera has no flush.
    func flush(nanoseconds: UInt64) -> CameraAnswer? {
        guard camera.flush != nil else { return nil }
        return ask { camera.flush?(instance, nanoseconds) }
    }

    /// Closes what `start` opened.
    func stop() {
        guard isStarted else { return }
        isStarted = false
        camera.stop?(instance)
    }

    /// Frees what `create` made.
    func destroy() {
        guard isCreated else { return }
        isCreated = false
        camera.destroy?(instance)
        instance = nil
    }

    private func ask(_ call: () -> evcam_result?) -> CameraAnswer {
        _ = services.takeReason()
        let code = call() ?? 0
        return CameraAnswer(code, reason: services.takeReason())
    }
}
