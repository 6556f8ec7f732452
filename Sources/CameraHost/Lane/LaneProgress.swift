// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What intake asks each lane after each batch, without a lock.
final class LaneProgress: Sendable {
    private let confirmed = Atomic<UInt64>(0)
    private let isServing = Atomic<Bool>(true)

    /// All changes up to this revision are confirmed.
    var cursor: UInt64 { confirmed.load(ordering: .acquiring) }
    /// Whether the camera still gets anything.
    var isActive: Bool { isServing.load(ordering: .acquiring) }

    func confirm(_ revision: UInt64) { confirmed.store(revision, ordering: .releasing) }

    func turnOff() { isServing.store(false, ordering: .releasing) }
}
