// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Logging

/// What stands behind the services of ``HostServices``: another thing in this process than in a helper's.
protocol Backstage: AnyObject {
    /// Writes to the log; from any thread.
    func log(_ level: Logger.Level, _ message: String, _ attributes: [(String, String)])
    /// Whether lines of that level are wanted; from any thread.
    func wants(_ level: Logger.Level) -> Bool
    /// Keeps a figure; from any thread.
    func metric(_ name: String, _ value: Double)
    /// Whether the running call should give up; from any thread.
    var isCancelled: Bool { get }
    /// Keeps a picture; false if that cannot be.
    func retain(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool
    /// Lets one go; false if it is not kept.
    func release(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool
}
