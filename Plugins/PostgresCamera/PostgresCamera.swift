// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// Records workers and tasks in a database.
public final class PostgresCamera: Camera {
    /// The camera's id, options and wants.
    public static let description = CameraDescription(
        id: "postgres", version: "0.1.0", summary: "records workers and tasks in a database", author: "evcam",
        license: "Apache-2.0")

    /// Reads the options.
    public init(configuration: NoOptions, host: Host) {}

    /// Writes the snapshot.
    public func shutter(_ snapshot: SnapshotView) throws {}
}
