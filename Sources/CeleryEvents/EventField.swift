// SPDX-License-Identifier: Apache-2.0

/// The attributes of events that are looked up by number; the numbers are the decoder's.
///
/// A struct and not an enum, so that its members are constants to whoever reads events, in every target.
@frozen
public struct EventField: Hashable, CaseIterable, Sendable, CustomStringConvertible {
    /// Its place among an event's values.
    public let rawValue: Int

    @inlinable
    init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    /// The bit that says in ``Event/present`` that the event has it.
    @inlinable
    public var bit: UInt64 { 1 << UInt64(rawValue) }

    /// All of them, in the order of their numbers.
    public static var allCases: [EventField] { (0...localReceived.rawValue).map { EventField($0) } }

    @inlinable public static var type: EventField { EventField(0) }
    @inlinable public static var hostname: EventField { EventField(1) }
    @inlinable public static var utcoffset: EventField { EventField(2) }
    @inlinable public static var pid: EventField { EventField(3) }
    @inlinable public static var clock: EventField { EventField(4) }
    @inlinable public static var timestamp: EventField { EventField(5) }
    @inlinable public static var uuid: EventField { EventField(6) }
    @inlinable public static var name: EventField { EventField(7) }
    @inlinable public static var args: EventField { EventField(8) }
    @inlinable public static var kwargs: EventField { EventField(9) }
    @inlinable public static var rootID: EventField { EventField(10) }
    @inlinable public static var parentID: EventField { EventField(11) }
    @inlinable public static var retries: EventField { EventField(12) }
    @inlinable public static var eta: EventField { EventField(13) }
    @inlinable public static var expires: EventField { EventField(14) }
    @inlinable public static var queue: EventField { EventField(15) }
    @inlinable public static var exchange: EventField { EventField(16) }
    @inlinable public static var routingKey: EventField { EventField(17) }
    @inlinable public static var result: EventField { EventField(18) }
    @inlinable public static var runtime: EventField { EventField(19) }
    @inlinable public static var exception: EventField { EventField(20) }
    @inlinable public static var traceback: EventField { EventField(21) }
    @inlinable public static var freq: EventField { EventField(22) }
    @inlinable public static var active: EventField { EventField(23) }
    @inlinable public static var processed: EventField { EventField(24) }
    @inlinable public static var loadavg: EventField { EventField(25) }
    @inlinable public static var swIdent: EventField { EventField(26) }
    @inlinable public static var swVer: EventField { EventField(27) }
    @inlinable public static var swSys: EventField { EventField(28) }
    @inlinable public static var localReceived: EventField { EventField(29) }

    private static let names = [
        "type", "hostname", "utcoffset", "pid", "clock", "timestamp", "uuid", "name", "args", "kwargs", "root_id",
        "parent_id", "retries", "eta", "expires", "queue", "exchange", "routing_key", "result", "runtime",
        "exception", "traceback", "freq", "active", "processed", "loadavg", "sw_ident", "sw_ver", "sw_sys",
        "local_received",
    ]

    /// The attribute's name in events.
    public var description: String { Self.names[rawValue] }
}
