// SPDX-License-Identifier: Apache-2.0

/// What Celery's `EventReceiver.event_from_message` does to an event before the state sees it: the logical
/// clock, the time, and a word on what is wrong with it.
package struct EventReceiver {
    /// The receiver's Lamport clock.
    package private(set) var clock: Int64

    private let localize: Bool
    private let celeryExact: Bool
    private let here: Int64

    /// Makes a receiver.
    /// - Parameters:
    ///   - localize: shift timestamps by the difference of the whole-hour offsets of sender and receiver,
    ///     as Celery does although they are UTC already.
    ///   - celeryExact: an event whose clock is no number is lost, and no tick.
    ///   - here: the receiver's own offset, in whole hours west of UTC.
    ///   - clock: the Lamport clock to start from.
    package init(localize: Bool, celeryExact: Bool = false, here: Int64 = 0, clock: Int64 = 0) {
        self.localize = localize
        self.celeryExact = celeryExact
        self.here = here
        self.clock = clock
    }

    /// Gives every event of the batch its clock and its timestamp.
    package mutating func receive(_ batch: EventBatch) {
        for index in 0..<batch.count {
            receive(batch[index])
        }
    }

    private mutating func receive(_ event: Event) {
        var faults: EventFaults = []
        if event[.type]?.kind != .string {
            event.faults = .noType
            event.timestamp = .nan
            return
        }

        if event.group == .task, event.taskSubject == .sent {
            // A client's clock says nothing about ours.
            event.clock = (clock == 0 ? 1 : clock) - 1
            adjust(event.clock)
        } else if let value = event[.clock] {
            if let clock = value.asInteger {
                event.clock = clock
                adjust(clock)
            } else {
                // Celery's receiver dies of it.
                faults.insert(.badClock)
                if !celeryExact { forward(event) }
            }
        } else {
            forward(event)
        }

        let timestamp = event[.timestamp]?.asDouble
        event.timestamp = timestamp ?? .nan
        if localize, let value = event[.utcoffset], event.has(.timestamp) {
            if let offset = value.asDouble, let timestamp {
                event.timestamp = timestamp - (offset - Double(here)) * 3600
            } else {
                faults.insert(.badTime)
            }
        }
        event.faults = faults
        if event.isBacklog, event.timestamp < event.received, event.timestamp > -.infinity {
            event.received = event.timestamp
        }
    }

    private mutating func adjust(_ other: Int64) {
        let highest = max(clock, other)
        clock = highest == .max ? highest : highest + 1
    }

    private mutating func forward(_ event: Event) {
        if clock < .max { clock += 1 }
        event.clock = clock
    }
}
