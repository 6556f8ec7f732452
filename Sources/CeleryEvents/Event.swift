// SPDX-License-Identifier: Apache-2.0
package import CSimdjson

/// One decoded event: a window into the decoder's batch.
///
/// Valid while the batch is being handed over; nothing of it may be kept.
package struct Event {
    @usableFromInline let pointer: UnsafeMutablePointer<csj_event>
    @usableFromInline let extras: UnsafePointer<csj_extra>?

    @inlinable
    package init(_ pointer: UnsafeMutablePointer<csj_event>, extras: UnsafePointer<csj_extra>?) {
        self.pointer = pointer
        self.extras = extras
    }

    /// `task`, `worker` or another.
    @inlinable
    package var group: EventGroup { EventGroup(rawValue: pointer.pointee.group) ?? .other }

    /// What happened to the task.
    @inlinable
    package var taskSubject: TaskSubject { TaskSubject(rawValue: pointer.pointee.subject) ?? .custom }

    /// What happened to the worker.
    @inlinable
    package var workerSubject: WorkerSubject { WorkerSubject(rawValue: pointer.pointee.subject) ?? .other }

    /// Bit n: the attribute with that number is there (its value may be null).
    @inlinable
    package var present: UInt64 { pointer.pointee.present }

    /// Whether the event has the attribute, be it null.
    @inlinable
    package func has(_ field: EventField) -> Bool { present & field.bit != 0 }

    /// The attribute's value; nil if the event does not have it.
    @inlinable
    package subscript(_ field: EventField) -> EventValue? {
        has(field) ? value(at: field.rawValue) : nil
    }

    /// The value of the attribute with that number, which must be there.
    @inlinable
    package func value(at index: Int) -> EventValue {
        // The fixed-size C array is a tuple in Swift; its address is that of its first element.
        let values = UnsafeRawPointer(pointer).advanced(by: Self.valuesOffset)
        return EventValue(values.load(fromByteOffset: index * MemoryLayout<csj_value>.stride, as: csj_value.self))
    }

    @usableFromInline static let valuesOffset = MemoryLayout<csj_event>.offset(of: \.values) ?? 0

    /// The uuid as 16 bytes, if it is written in the canonical way.
    @inlinable
    package var canonicalUUID: (high: UInt64, low: UInt64)? {
        pointer.pointee.uuid_is_canonical != 0 ? (pointer.pointee.uuid_hi, pointer.pointee.uuid_lo) : nil
    }

    /// How many attributes it has that no ``EventField`` names.
    @inlinable
    package var extraCount: Int { Int(pointer.pointee.extra_count) }

    /// The name (NUL behind it) and the value of such an attribute.
    @inlinable
    package func extra(_ index: Int) -> (key: UnsafeRawBufferPointer, value: EventValue)? {
        guard let extras else { return nil }
        let extra = extras[Int(pointer.pointee.first_extra) + index]
        return (UnsafeRawBufferPointer(start: extra.key, count: Int(extra.key_length)), EventValue(extra.value))
    }

    /// When its message was taken off the broker, UNIX seconds: Celery's `local_received`.
    @inlinable
    package var received: Double { pointer.pointee.received }

    /// The logical clock the receiver gave it.
    @inlinable
    package var clock: Int64 {
        get { pointer.pointee.clock }
        nonmutating set { pointer.pointee.clock = newValue }
    }

    /// The timestamp, UNIX seconds, as the receiver left it; NaN: it has none.
    @inlinable
    package var timestamp: Double {
        get { pointer.pointee.timestamp }
        nonmutating set { pointer.pointee.timestamp = newValue }
    }

    /// What was wrong with it.
    @inlinable
    package var faults: EventFaults {
        get { EventFaults(rawValue: pointer.pointee.flags) }
        nonmutating set { pointer.pointee.flags = newValue.rawValue }
    }
}

/// What makes Celery's receiver or state raise on an event.
package struct EventFaults: OptionSet {
    package let rawValue: UInt8

    @inlinable
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// No `type`, or one that is no text.
    package static let noType = EventFaults(rawValue: 1)
    /// A clock that is neither absent nor a number.
    package static let badClock = EventFaults(rawValue: 2)
    /// A `utcoffset` or `timestamp` that is no number.
    package static let badTime = EventFaults(rawValue: 4)
}
