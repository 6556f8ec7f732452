// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// What the host's `void *instance` points to.
///
/// A class without type parameters, so that C functions, which can have none either, find it again; ``Running``
/// knows the camera.
class CameraInstance {
    func start() -> evcam_result { EVCAM_FATAL }
    func shutter(_ snapshot: UnsafePointer<evcam_snapshot>?) -> evcam_result { EVCAM_FATAL }
    func cleanup(
        _ cleanup: UnsafePointer<evcam_cleanup>?, deleted: UnsafeMutablePointer<UInt64>?
    ) -> evcam_result { EVCAM_FATAL }
    func flush(nanoseconds: UInt64) -> evcam_result { EVCAM_FATAL }
    func stop() {}

    static func at(_ pointer: UnsafeMutableRawPointer?) -> CameraInstance? {
        pointer.map { Unmanaged<CameraInstance>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// A camera at work.
///
/// Errors thrown end here, as results.
final class Running<C: Camera>: CameraInstance {
    private var camera: C
    private let host: Host

    init(_ camera: C, _ host: Host) {
        self.camera = camera
        self.host = host
    }

    override func start() -> evcam_result {
        answer(.start) { try camera.start() }
    }

    override func shutter(_ snapshot: UnsafePointer<evcam_snapshot>?) -> evcam_result {
        answer(.shutter) { try camera.shutter(try SnapshotView(checking: snapshot)) }
    }

    override func cleanup(
        _ cleanup: UnsafePointer<evcam_cleanup>?, deleted: UnsafeMutablePointer<UInt64>?
    ) -> evcam_result {
        deleted?.pointee = 0
        guard let cleanup else { return EVCAM_FATAL }
        return answer(.ending) {
            let rows = try camera.cleanup(Cleanup(cleanup.pointee))
            deleted?.pointee = UInt64(max(0, rows))
        }
    }

    override func flush(nanoseconds: UInt64) -> evcam_result {
        answer(.ending) { try camera.flush(within: .nanoseconds(Int64(clamping: nanoseconds))) }
    }

    override func stop() { camera.stop() }

    private func answer(_ call: CameraCall, _ work: () throws -> Void) -> evcam_result {
        do {
            try work()
            return EVCAM_OK
        } catch {
            return host.report(error, from: call)
        }
    }
}
