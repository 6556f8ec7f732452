// SPDX-License-Identifier: Apache-2.0

/// What a ``Polaroid`` needs of a timer: the part of kombu's `Timer` that Celery's Polaroid uses.
///
/// Confined to one thread, on which it also calls its entries.
public protocol PolaroidTimer: AnyObject {
    /// Seconds of the timer's clock; inside a call, the time that the call was due.
    var now: Double { get }

    /// Calls `action` every `seconds` (more than 0), first after one whole period, until the entry is cancelled.
    func callRepeatedly(every seconds: Double, _ action: @escaping () -> Void) -> TimerEntry
}
