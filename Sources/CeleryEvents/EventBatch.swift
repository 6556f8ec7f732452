// SPDX-License-Identifier: Apache-2.0
package import CSimdjson

/// A few dozen decoded events, handed over together so that whatever costs per hand-over costs little.
///
/// Valid until the handler it was given to returns.
package struct EventBatch {
    @usableFromInline let events: UnsafeMutablePointer<csj_event>
    @usableFromInline let extras: UnsafePointer<csj_extra>?
    /// How many events it holds.
    package let count: Int

    init(_ batch: csj_batch) {
        events = batch.events
        extras = batch.extras
        count = batch.count
    }

    /// The event at that place.
    @inlinable
    package subscript(_ index: Int) -> Event { Event(events + index, extras: extras) }
}
