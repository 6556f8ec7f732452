public import CameraKit

public struct ConsoleCamera: Camera {
    public static let description = CameraDescription(id: "console", version: "0", summary: "")
    public init(configuration: CameraConfiguration, host: Host) throws {}
    public func shutter(_ snapshot: SnapshotView) throws {}
}
