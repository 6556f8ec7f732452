// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// An instance in this process, called on its lane's thread.
final class InlineInstance: CameraInstance {
    private let library: CameraLibrary
    private let camera: evcam_camera
    private let services: HostServices
    let frames: FrameStore
    private var instance: UnsafeMutableRawPointer?
    private(set) var isCreated = false
    private(set) var isStarted = false

    /// - Parameters:
    ///   - library: loaded into this process.
    ///   - services: what the instance is offered.
    ///   - frames: what `retain` and `release` of these services know.
    init(_ library: CameraLibrary, _ services: HostServices, _ frames: FrameStore) {
        self.library = library
        camera = library.camera?.pointee ?? evcam_camera()
        self.services = services
        self.frames = frames
    }

    func create(_ options: OptionBlock) -> CameraAnswer {
        guard library.camera != nil else {
            return CameraAnswer(CameraResult.fatal.rawValue, reason: "its library is loaded by its own process only")
        }
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

    var isDown: Bool { false }

    func revive(isFinal: Bool) -> CameraAnswer? { nil }

    func shutter(_ frame: ViewFrame) -> CameraAnswer { shutter(frame.header) }

    /// The same for a picture that came from elsewhere.
    func shutter(_ snapshot: UnsafePointer<evcam_snapshot>) -> CameraAnswer {
        ask { camera.shutter?(instance, snapshot) }
    }

    func cleanup(now: Double) -> (CameraAnswer, deleted: UInt64)? {
        guard camera.cleanup != nil else { return nil }
        let cleanup = evcam_cleanup(size: UInt32(MemoryLayout<evcam_cleanup>.size), reserved: 0, now: now)
        var deleted: UInt64 = 0
        let answer = withUnsafePointer(to: cleanup) { cleanup in
            ask { camera.cleanup?(instance, cleanup, &deleted) }
        }
        return (answer, deleted)
    }

    func flush(nanoseconds: UInt64) -> CameraAnswer? {
        guard camera.flush != nil else { return nil }
        return ask { camera.flush?(instance, nanoseconds) }
    }

    func stop() {
        guard isStarted else { return }
        isStarted = false
        camera.stop?(instance)
    }

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
