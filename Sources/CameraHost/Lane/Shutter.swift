// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// One shutter on its way to all lanes.
final class Shutter: Sendable {
    let snapshot: Snapshot
    let context: ShutterContext
    /// All lanes' reports as they were when the shutter was released: the same for every camera.
    let lanes: [LaneReport]
    let shared: SharedViews

    init(_ snapshot: Snapshot, _ context: ShutterContext, lanes: [LaneReport], shared: SharedViews) {
        self.snapshot = snapshot
        self.context = context
        self.lanes = lanes
        self.shared = shared
    }
}
