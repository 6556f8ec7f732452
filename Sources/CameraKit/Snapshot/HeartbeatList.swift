// SPDX-License-Identifier: Apache-2.0

/// The newest heartbeats of a worker, ascending, at most 4: UNIX seconds.
///
/// Unlike a view it holds its numbers itself, and may be kept.
public struct HeartbeatList: RandomAccessCollection, Sendable {
    @usableFromInline let times: (Double, Double, Double, Double)
    /// How many there are.
    public let count: Int

    @inlinable init(_ times: (Double, Double, Double, Double), count: UInt32) {
        self.times = times
        self.count = Int(Swift.min(count, 4))
    }

    /// Always 0.
    @inlinable public var startIndex: Int { 0 }
    /// The same as ``count``.
    @inlinable public var endIndex: Int { count }

    /// The heartbeat at a position.
    @inlinable public subscript(position: Int) -> Double {
        precondition(position >= 0 && position < count, "a position outside the heartbeats")
        switch position {
        case 0: return times.0
        case 1: return times.1
        case 2: return times.2
        default: return times.3
        }
    }
}
