// SPDX-License-Identifier: Apache-2.0

@testable import CeleryEvents

/// The names of the known attributes, by number.
let fieldNames = [
    "type", "hostname", "utcoffset", "pid", "clock", "timestamp", "uuid", "name", "args", "kwargs", "root_id",
    "parent_id",
    "retries", "eta", "expires", "queue", "exchange", "routing_key", "result", "runtime", "exception", "traceback",
    "freq",
    "active", "processed", "loadavg", "sw_ident", "sw_ver", "sw_sys", "local_received",
]

/// The value of an attribute, taken out of the decoder's memory.
enum DecodedValue: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case json(String)

    init(_ value: EventValue) {
        switch value.kind {
        case .bool: self = .bool(value.integer != 0)
        case .int: self = .int(value.integer)
        case .double: self = .double(value.number)
        case .string: self = .string(String(decoding: value.text, as: UTF8.self))
        case .json: self = .json(String(decoding: value.text, as: UTF8.self))
        default: self = .null
        }
    }
}

/// An event, taken out of the decoder's memory.
struct DecodedEvent {
    var group: EventGroup
    var taskSubject: TaskSubject
    var workerSubject: WorkerSubject
    var fields: [EventField: DecodedValue] = [:]
    var extras: [String: DecodedValue] = [:]
    var received: Double
    var clock: Int64
    var timestamp: Double
    var faults: EventFaults
    var hasCanonicalUUID: Bool

    init(_ event: Event) {
        group = event.group
        taskSubject = event.taskSubject
        workerSubject = event.workerSubject
        received = event.received
        clock = event.clock
        timestamp = event.timestamp
        faults = event.faults
        hasCanonicalUUID = event.canonicalUUID != nil
        for number in fieldNames.indices {
            let field = EventField(number)
            if let value = event[field] { fields[field] = DecodedValue(value) }
        }
        for index in 0..<event.extraCount {
            guard let (key, value) = event.extra(index) else { continue }
            extras[String(decoding: key, as: UTF8.self)] = DecodedValue(value)
        }
    }
}
