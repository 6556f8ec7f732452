// SPDX-License-Identifier: Apache-2.0
public import CSimdjson

/// One decoded event: a window into the decoder's batch.
///
/// Valid while the batch is being handed over; nothing of it may be kept.
@frozen
public struct Event {
    @usableFromInline let pointer: UnsafeMutablePointer<csj_event>
    @usableFromInline let extras: UnsafePointer<csj_extra>?

    @inlinable
    init(_ pointer: UnsafeMutablePointer<csj_event>, extras: UnsafePointer<csj_extra>?) {
        self.pointer = pointer
        self.extras = extras
    }

    /// `task`, `worker` or another.
    @inlinable
    public var group: EventGroup { EventGroup(pointer.pointee.group) }

    /// What happened to the task.
    @inlinable
    public var taskSubject: TaskSubject { TaskSubject(pointer.pointee.subject) }

    /// What happened to the worker.
    @inlinable
    public var workerSubject: WorkerSubject { WorkerSubject(pointer.pointee.subject) }

    /// Bit n: the attribute with that number is there (its value may be null).
    @inlinable
    public var present: UInt64 { pointer.pointee.present }

    /// Whether the event has the attribute, be it null.
    @inlinable
    public func has(_ field: EventField) -> Bool { present & field.bit != 0 }

    /// The attribute's value; nil if the event does not have it.
    @inlinable
    public subscript(_ field: EventField) -> EventValue? {
        has(field) ? value(at: field.rawValue) : nil
    }

    /// The value of the attribute with that number, which must be there.
    @inlinable
    public func value(at index: Int) -> EventValue {
        // The fixed-size C array is a tuple in Swift; its address is that of its first element.
        let values = UnsafeRawPointer(pointer).advanced(by: Self.valuesOffset)
        return EventValue(values.load(fromByteOffset: index * 16, as: csj_value.self))
    }

    /// Where `csj_event.values` begins; the header asserts it.
    @inlinable static var valuesOffset: Int { 64 }

    /// The uuid as 16 bytes, if it is written in the canonical way.
    @inlinable
    public var canonicalUUID: (high: UInt64, low: UInt64)? {
        pointer.pointee.uuid_is_canonical != 0 ? (pointer.pointee.uuid_hi, pointer.pointee.uuid_lo) : nil
    }

    /// How many attributes it has that no ``EventField`` names.
    @inlinable
    public var extraCount: Int { Int(pointer.pointee.extra_count) }

    /// The name (NUL behind it) and the value of such an attribute.
    @inlinable
    public func extra(_ index: Int) -> (key: UnsafeRawBufferPointer, value: EventValue)? {
        guard let extras else { return nil }
        let extra = extras[Int(pointer.pointee.first_extra) + index]
        return (UnsafeRawBufferPointer(start: extra.key, count: Int(extra.key_length)), EventValue(extra.value))
    }

    /// When its message was taken off the broker, UNIX seconds: Celery's `local_received`.
    ///
    /// The receiver puts the time of an event from a backlog back to when it was sent.
    @inlinable
    public var received: Double {
        get { pointer.pointee.received }
        nonmutating set { pointer.pointee.received = newValue }
    }

    /// Whether its message had lain in a queue while nobody read.
    ///
    /// Such an event counts as received when it was sent, if that lies before: what a worker said an hour ago does
    /// not make it alive now, and its clock does not drift.
    @inlinable
    public var isBacklog: Bool { pointer.pointee.is_backlog != 0 }

    /// The logical clock the receiver gave it.
    @inlinable
    public var clock: Int64 {
        get { pointer.pointee.clock }
        nonmutating set { pointer.pointee.clock = newValue }
    }

    /// The timestamp, UNIX seconds, as the receiver left it; NaN: it has none.
    @inlinable
    public var timestamp: Double {
        get { pointer.pointee.timestamp }
        nonmutating set { pointer.pointee.timestamp = newValue }
    }

    /// What was wrong with it.
    @inlinable
    public var faults: EventFaults {
        get { EventFaults(rawValue: pointer.pointee.flags) }
        nonmutating set { pointer.pointee.flags = newValue.rawValue }
    }
}

/// What makes Celery's receiver or state raise on an event.
@frozen
public struct EventFaults: OptionSet {
    /// The decoder's bits.
    public let rawValue: UInt8

    /// Faults from the decoder's bits.
    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// No `type`, or one that is no text.
    @inlinable public static var noType: EventFaults { EventFaults(rawValue: 1) }
    /// A clock that is neither absent nor a number.
    @inlinable public static var badClock: EventFaults { EventFaults(rawValue: 2) }
    /// A `utcoffset` or `timestamp` that is no number.
    @inlinable public static var badTime: EventFaults { EventFaults(rawValue: 4) }
}
