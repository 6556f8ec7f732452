import CameraKit

/// Logs each task that failed.
struct FailuresCamera: Camera {
    static let description = CameraDescription(
        id: "failures", version: "1.0.0", summary: "logs each task that failed")

    enum Level: String, OptionChoice { case info, warning }

    struct Configuration: CameraConfiguration {
        @Option("severity in the log") var level = Level.warning
    }

    let host: Host
    let level: LogLevel

    init(configuration: Configuration, host: Host) {
        self.host = host
        level = configuration.level == .info ? .info : .warning
    }

    func shutter(_ snapshot: SnapshotView) {
        for task in snapshot.changed where task.state == "FAILURE" {
            host.log(level, "task \(task.uuid) failed")
        }
    }
}

/// Makes the library a camera.
@c public func evcam_camera_entry(_ major: UInt32, _ minor: UInt32) -> CameraEntry? {
    FailuresCamera.entry(major, minor)
}
