// SPDX-License-Identifier: Apache-2.0
public import CSimdjson

/// A few dozen decoded events, handed over together so that whatever costs per hand-over costs little.
///
/// Valid until the handler it was given to returns.
@frozen
public struct EventBatch {
    @usableFromInline let events: UnsafeMutablePointer<csj_event>
    @usableFromInline let extras: UnsafePointer<csj_extra>?
    /// How many events it holds.
    public let count: Int

    init(_ batch: csj_batch) {
        events = batch.events
        extras = batch.extras
        count = batch.count
    }

    /// A part of it.
    public subscript(_ range: Range<Int>) -> EventBatch {
        EventBatch(csj_batch(events: events + range.lowerBound, count: range.count, extras: extras))
    }

    /// The event at that place.
    @inlinable
    public subscript(_ index: Int) -> Event { Event(events + index, extras: extras) }
}
