// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventSources

@Suite struct PushStreamTests {
    private func frame(_ payload: String, pattern: String = "/0.celeryev/*", mark: String = "*") -> [UInt8] {
        let channel = "/0.celeryev/task.multi"
        let parts = ["pmessage", pattern, channel, payload].map { "$\($0.utf8.count)\r\n\($0)\r\n" }
        return Array("\(mark)4\r\n\(parts.joined())".utf8)
    }

    /// Reads to the end, with a new batch for each read or one for several.
    private func payloads(
        _ transport: ScriptedTransport, limit: Int = 1 << 20, maxBytes: Int = 1 << 20, twins: TwinFilter? = nil
    ) -> (texts: [String], error: BrokerError, oversized: UInt64, complaint: String?) {
        let stream = PushStream(transport, payloadLimit: limit, place: "there", twins: twins)
        var texts: [String] = []
        var batch = MessageBatch(capacity: 0)
        func take() {
            texts += batch.messages.map { batch.text($0.bytes) }
            for message in batch.messages {
                if message.format != .kombuEnvelope || message.received.isNaN { Issue.record("a wrong label") }
                if message.bytes.offset + message.bytes.length > batch.byteCount { Issue.record("out of the batch") }
            }
        }
        while true {
            do throws(BrokerError) {
                _ = try stream.read(into: batch, maxBytes: maxBytes, timeout: 1)
            } catch {
                take()
                return (texts, error, stream.oversized, stream.complaint)
            }
            if Bool.random() {
                take()
                batch = MessageBatch(capacity: 0)
            }
        }
    }

    @Test func `messages are found wherever the bytes are cut`() {
        let others: [[UInt8]] = [
            "*3\r\n$10\r\npsubscribe\r\n$3\r\na/*\r\n:1\r\n", "*2\r\n$4\r\npong\r\n$0\r\n\r\n", "+PONG\r\n", ":5\r\n",
            "-NOPERM no\r\n", ">3\r\n$10\r\npsubscribe\r\n$-1\r\n:1\r\n", "_\r\n", "%1\r\n+a\r\n:1\r\n", "$-1\r\n",
            "=5\r\ntxt:x\r\n", "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n", "~2\r\n#t\r\n,1.5\r\n", "(12345\r\n",
        ].map { Array($0.utf8) }
        for round in 0..<90 {
            var bytes: [UInt8] = []
            var expected: [String] = []
            for _ in 0..<Int.random(in: 1...40) {
                if Int.random(in: 0..<3) == 0 { bytes += others.randomElement() ?? [] }
                let length = [0, 1, 5, 60, round % 5 < 3 ? 100 : 3000].randomElement() ?? 0
                let payload = String(repeating: ["a\r\n", "*4\r\n$8", "é", "-"].randomElement() ?? "", count: length)
                expected.append(payload)
                bytes += frame(payload, mark: Bool.random() ? "*" : ">")
            }
            let longest = [1, 3, 17, 400, 100_000][round % 5]
            let found = payloads(
                ScriptedTransport(cutting: bytes, longest: longest), maxBytes: [0, 100, 1 << 20][round % 3])
            #expect(found.texts == expected)
            #expect(found.error.kind == .connectionLost)
        }
    }

    @Test(arguments: [1000, 60_000, 70_000, 1 << 20]) func `long messages are put together`(longest: Int) {
        let long = (0..<4).map { String(repeating: "\($0)", count: 900_000 + $0) }
        let bytes = long.flatMap { frame("before") + frame($0) } + frame("last")
        let transport = ScriptedTransport(cutting: bytes, longest: longest)
        let found = payloads(transport, maxBytes: 1 << 18)
        #expect(found.texts == long.flatMap { ["before", $0] } + ["last"])
        #expect(transport.longestRoom <= 1 << 20)
    }

    @Test(arguments: [70, 5000, 300_000]) func `a message beyond the limit is passed over and never held`(longest: Int)
    {
        let large = String(repeating: "x", count: 1_500_000)
        let bytes = frame("a") + frame(large) + frame("b") + frame(String(repeating: "y", count: 1001)) + frame("c")
        let transport = ScriptedTransport(cutting: bytes, longest: longest)
        let stream = PushStream(transport, payloadLimit: 1000, place: "there")
        let batch = MessageBatch(capacity: 0)
        while (try? stream.read(into: batch, maxBytes: 1 << 20, timeout: 1)) != nil {}
        #expect(batch.messages.map { batch.text($0.bytes) } == ["a", "b", "c"])
        #expect(stream.oversized == 2)
        #expect(batch.byteCount < 2000 + 2 * PushStream.readSize)
    }

    @Test func `an error is told and goes by`() {
        let bytes = frame("a") + Array("-NOPERM no right\r\n".utf8) + frame("b")
        let found = payloads(ScriptedTransport(cutting: bytes, longest: bytes.count))
        #expect(found.texts == ["a", "b"])
        #expect(found.complaint == "NOPERM no right")
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n", "*4\r\n$8\r\npmessage\r\n:1\r\n", "*4\r\n$8\r\npmessage\r\n$1\r\nabc",
        "$99999999999999999999\r\n", "*-5\r\n", "*0\r\n", "*4\r\n$8\r\npmessage\r\n$99999999\r\n", "$5\rx", "$\r\n",
        "*9999\r\n", "$100000000\r\n", "\r\n", "*4\r\n$8\r\npmessage\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\ncd\r\n",
        "*4\r\n$8\r\npmessage\r\n$1\r\na\r\n$1\r\nb\r\n$-1\r\n", "%99999999\r\n",
    ])
    func `what no Redis says ends it, and what came before counts`(nonsense: String) {
        let found = payloads(
            ScriptedTransport(cutting: frame("fine") + Array(nonsense.utf8) + frame("never"), longest: 1000))
        #expect(found.texts == ["fine"])
        #expect(found.error.kind == .protocolError)
        #expect(found.error.description.contains("there"))
    }

    @Test func `random bytes lead nowhere, but never out of bounds`() {
        let likely = Array("*4\r\n$8\r\npmessage\r\n$1\r\na\r\n:-+0123456789>%~".utf8)
        for _ in 0..<1000 {
            let count = Int.random(in: 0...200)
            var bytes = (0..<count).map { _ in Bool.random() ? UInt8.random(in: 0...255) : likely.randomElement() ?? 0 }
            if Bool.random() { bytes = frame("x") + bytes }
            _ = payloads(ScriptedTransport(cutting: bytes, longest: 50), limit: 1000)
        }
    }

    @Test func `of twins over two channels the first counts`() {
        let now = "/0.celeryev/*"
        let legacy = "/{db}.celeryev/*"
        let tags = (0..<1100).map { _ in kombuEnvelope("{}") }
        let bytes =
            tags.flatMap { frame($0, pattern: now) + frame($0, pattern: legacy) }
            // The same channel twice: two messages, whatever their tags; without a tag: nothing to tell them by.
            + frame(tags[1099], pattern: now) + frame("{}", pattern: now) + frame("{}", pattern: legacy)
            // Forgotten by now, as by kombu.
            + frame(tags[0], pattern: legacy)
        let twins = TwinFilter(legacyPatterns: [legacy, "/{db}.celeryev"])
        let found = payloads(ScriptedTransport(cutting: bytes, longest: 5000), twins: twins)
        #expect(found.texts == tags + [tags[1099], "{}", "{}", tags[0]])
    }
}
