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
