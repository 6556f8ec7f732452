// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import Testing

@Suite struct BacklogTests {
    private let body = Array(
        #"""
        [{"type": "worker-heartbeat", "timestamp": 50.5, "utcoffset": -1}, {"type": "worker-heartbeat", "timestamp": 150},
        {"type": "worker-heartbeat"}, {"type": "worker-heartbeat", "timestamp": "x"}, {"timestamp": 50},
        {"type": "worker-heartbeat", "timestamp": -1e999}]
        """#.utf8)

    private func received(isBacklog: Bool, localize: Bool = false, celeryExact: Bool = false) throws -> [Double] {
        let decoding = Decoding(receiver: EventReceiver(localize: localize, celeryExact: celeryExact))
        try decoding.add(body, contentType: ContentType.json, received: 100, isBacklog: isBacklog)
        decoding.decoder.flush()
        return decoding.events.map(\.received)
    }

    @Test(arguments: [false, true]) func `an event of a backlog was received when it was sent`(celeryExact: Bool) throws
    {
        #expect(try received(isBacklog: true, celeryExact: celeryExact) == [50.5, 100, 100, 100, 100, 100])
        #expect(try received(isBacklog: false, celeryExact: celeryExact) == [100, 100, 100, 100, 100, 100])
    }

    @Test func `it is the localised time that counts`() throws {
        #expect(try received(isBacklog: true, localize: true)[0] == 100)
        let east = try decoded(
            #"{"type": "worker-heartbeat", "timestamp": 5000, "utcoffset": 1}"#,
            receiver: EventReceiver(localize: true))
        #expect(east.first?.timestamp == 1_400)
        let decoding = Decoding(receiver: EventReceiver(localize: true))
        try decoding.add(
            Array(#"{"type": "worker-heartbeat", "timestamp": 5000, "utcoffset": 1}"#.utf8), contentType: "",
            received: 9_000, isBacklog: true)
        decoding.decoder.flush()
        #expect(decoding.events.first?.received == 1_400)
    }

    @Test func `it holds for its own message only`() throws {
        let decoding = Decoding(receiver: EventReceiver(localize: false))
        let heartbeat = Array(#"{"type": "worker-heartbeat", "timestamp": 50}"#.utf8)
        for isBacklog in [false, true, false] {
            try decoding.add(heartbeat, contentType: "", received: 100, isBacklog: isBacklog)
        }
        try decoding.addLine(#"{"received": 100, "backlog": true, "body": {"type": "x", "timestamp": 50}}"#)
        try decoding.addLine(#"{"received": 100, "body": {"type": "x", "timestamp": 50}}"#)
        decoding.decoder.flush()
        #expect(decoding.events.map(\.received) == [100, 50, 100, 50, 100])
    }

    @Test(arguments: [ContentType.msgpack, ContentType.yaml]) func `it holds for other serializers too`(
        contentType: String
    ) throws {
        let bodies = [
            ContentType.msgpack: [0x82, 0xa4] + Array("type".utf8) + [0xa1, 0x78, 0xa9] + Array("timestamp".utf8) + [
                50
            ],
            ContentType.yaml: Array("{type: x, timestamp: 50}".utf8),
        ]
        let decoding = Decoding(receiver: EventReceiver(localize: false))
        try decoding.add(try #require(bodies[contentType]), contentType: contentType, received: 100, isBacklog: true)
        decoding.decoder.flush()
        #expect(decoding.events.map(\.received) == [50])
    }

    @Test(
        arguments: [
            #"{"received": 100, "backlog": true, "body": BODY}"#, #"{"received": 100, "body": BODY, "backlog": true}"#,
            #"{"body": BODY, "backlog": true, "received": 100}"#, #"{"backlog": true, "body": BODY, "received": 100}"#,
            #"{"backlog": true, "received": 100, "body": BODY, "x": NaN}"#,
            #"{"received": 100, "b\u0061cklog": true, "body": BODY}"#,
            #"{"received": 100, "backlog": false, "body": BODY, "backlog": true}"#,
        ], [1, 600]) func `a recorded line says so, in any order of its keys`(line: String, count: Int) throws
    {
        let body = "[" + Array(repeating: #"{"type": "x", "timestamp": 50}"#, count: count).joined(separator: ",") + "]"
        let decoding = Decoding(receiver: EventReceiver(localize: false))
        let events = try decoding.lines(line.replacing("BODY", with: body))
        #expect(events.count == count)
        #expect(events.allSatisfy { $0.received == 50 })
    }

    @Test(arguments: [#""true""#, "1", "null", "false"]) func `only true is true`(value: String) throws {
        let decoding = Decoding(receiver: EventReceiver(localize: false))
        let line = #"{"received": 100, "backlog": \#(value), "body": {"type": "x", "timestamp": 50}}"#
        #expect(try decoding.lines(line).map(\.received) == [100])
    }
}
