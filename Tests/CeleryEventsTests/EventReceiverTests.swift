// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import Testing

/// `EventReceiver.event_from_message`.
@Suite struct EventReceiverTests {
    private func received(
        _ body: String, localize: Bool = true, celeryExact: Bool = false, here: Int64 = 0, clock: Int64 = 0
    ) throws -> (
        events: [DecodedEvent], clock: Int64?
    ) {
        let decoding = Decoding(
            receiver: EventReceiver(localize: localize, celeryExact: celeryExact, here: here, clock: clock))
        try decoding.add(body)
        decoding.decoder.flush()
        return (decoding.events, decoding.clock)
    }

    @Test func `a client's clock is ignored`() throws {
        let (events, clock) = try received(
            #"[{"type": "task-sent", "clock": 900}, {"type": "task-sent", "clock": null}]"#)
        #expect(events.map(\.clock) == [0, 0])
        #expect(clock == 2)
        let later = try received(#"{"type": "task-sent"}"#, clock: 7)
        #expect(later.events.map(\.clock) == [6])
        #expect(later.clock == 8)
    }

    @Test func `the clock is the highest seen and one more`() throws {
        let (events, clock) = try received(
            #"[{"type": "task-started", "clock": 5}, {"type": "worker-online", "clock": 3}, {"type": "x", "clock": 40}]"#
        )
        #expect(events.map(\.clock) == [5, 3, 40])
        #expect(clock == 41)
        #expect(events.allSatisfy { $0.faults.isEmpty })
    }

    @Test func `without a clock it is the receiver's next`() throws {
        let (events, clock) = try received(#"[{"type": "task-started"}, {"type": "x"}]"#, clock: 10)
        #expect(events.map(\.clock) == [11, 12])
        #expect(clock == 12)
    }

    @Test(arguments: ["null", #""5""#, "[]", "{}", "123456789012345678901"])
    func `a clock that is no number counts as absent and is a fault`(value: String) throws {
        let (events, clock) = try received(#"{"type": "task-started", "clock": \#(value)}"#, clock: 4)
        #expect(events.map(\.clock) == [5])
        #expect(clock == 5)
        #expect(events.map(\.faults) == [.badClock])
    }

    @Test func `a clock that is no number is no tick where Celery's errors are kept`() throws {
        let (events, clock) = try received(#"[{"type": "a-b", "clock": null}, {"type": "a-b"}]"#, celeryExact: true)
        #expect(events.map(\.faults) == [.badClock, []])
        #expect(events.last?.clock == 1)
        #expect(clock == 1)
    }

    @Test func `the highest clock does not overflow`() throws {
        let (events, clock) = try received(
            #"[{"type": "a-b", "clock": 9223372036854775807}, {"type": "a-b"}, {"type": "task-sent"}]"#)
        #expect(events.map(\.clock) == [.max, .max, .max - 1])
        #expect(clock == .max)
    }

    @Test(arguments: [(5, 0, 82_000.0), (-6, 0, 121_600), (0, 5, 118_000), (5, 5, 100_000)] as [(Int, Int64, Double)])
    func `a timestamp is moved by whole hours`(offset: Int, here: Int64, expected: Double) throws {
        let body = #"{"type": "x", "timestamp": 100000, "utcoffset": \#(offset)}"#
        #expect(try received(body, here: here).events.map(\.timestamp) == [expected])
        #expect(try received(body, localize: false, here: here).events.map(\.timestamp) == [100_000])
    }

    @Test func `an offset may have a fraction`() throws {
        let body = #"{"type": "x", "timestamp": 100000, "utcoffset": 1.5}"#
        #expect(try received(body).events.map(\.timestamp) == [94_600])
    }

    @Test func `a fraction of a second stays what it was`() throws {
        let body = #"{"type": "x", "timestamp": 1795415284.5021226, "utcoffset": 5}"#
        #expect(try received(body).events.map(\.timestamp) == [1795415284.5021226 - 5 * 3600])
    }

    @Test func `without an offset nothing is moved`() throws {
        let (events, _) = try received(#"{"type": "x", "timestamp": 100000}"#, here: 3)
        #expect(events.map(\.timestamp) == [100_000])
        #expect(events.map(\.faults) == [[]])
    }

    @Test func `without a timestamp there is none`() throws {
        let (events, _) = try received(#"[{"type": "x", "utcoffset": 3}, {"type": "x", "timestamp": "7"}]"#)
        #expect(events.allSatisfy { $0.timestamp.isNaN && $0.faults.isEmpty })
    }

    @Test(arguments: [
        #""timestamp": 100000, "utcoffset": null"#, #""timestamp": 100000, "utcoffset": "1""#,
        #""timestamp": null, "utcoffset": 1"#,
    ]) func `times that cannot be reckoned with are a fault where they are reckoned with`(times: String) throws {
        let body = #"{"type": "x", "clock": 3, \#(times)}"#
        let (events, clock) = try received(body)
        #expect(events.map(\.faults) == [.badTime])
        #expect(clock == 4)
        #expect(try received(body, localize: false).events.map(\.faults) == [[]])
    }

    @Test(arguments: ["{}", #"{"type": null, "clock": 9}"#, #"{"type": 5, "clock": 9}"#])
    func `an event without a type is a fault and no tick`(body: String) throws {
        let (events, clock) = try received(body, clock: 2)
        #expect(events.map(\.faults) == [.noType])
        #expect(clock == 2)
    }
}
