// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// The costly parts of a snapshot (`EVCAM_CAMERA_WANTS_…`), built only for the cameras that want them.
public struct SnapshotWants: OptionSet, Sendable, Hashable {
    /// The ABI's flags.
    public let rawValue: UInt32

    /// Makes a set from the ABI's flags.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The whole state at every shutter.
    public static let tasks = SnapshotWants(rawValue: EVCAM_CAMERA_WANTS_TASKS)
    /// Tasks counted by name and state.
    public static let taskCounts = SnapshotWants(rawValue: EVCAM_CAMERA_WANTS_TASK_COUNTS)
    /// The event counters.
    public static let counters = SnapshotWants(rawValue: EVCAM_CAMERA_WANTS_COUNTERS)
}
