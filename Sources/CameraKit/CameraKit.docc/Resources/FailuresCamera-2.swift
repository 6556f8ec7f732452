import CameraKit

/// Logs each task that failed.
struct FailuresCamera: Camera {
    static let description = CameraDescription(
        id: "failures", version: "1.0.0", summary: "logs each task that failed")

    let host: Host

    init(configuration: NoOptions, host: Host) { self.host = host }

    func shutter(_ snapshot: SnapshotView) {
    }
}

/// Makes the library a camera.
@c public func evcam_camera_entry(_ major: UInt32, _ minor: UInt32) -> CameraEntry? {
    FailuresCamera.entry(major, minor)
}
