// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventSources

@Suite struct RedeliveryTests {
    @Test(arguments: [1, 7, 100, 400]) func `at least the window is remembered, however often it is asked for`(
        every: Int
    ) throws {
        let recent = try #require(RecentMessages(window: 100))
        func body(_ number: Int) -> [UInt8] { Array("{\"n\":\(number)}".utf8) }
        for number in 0..<1050 {
            body(number).withUnsafeBytes { recent.insert($0) }
            guard number % every == 0 else { continue }
            for known in max(0, number - 99)...number {
                #expect(body(known).withUnsafeBytes { recent.contains($0) })
            }
            #expect(!body(number - 400).withUnsafeBytes { recent.contains($0) })
            #expect(!body(number + 1).withUnsafeBytes { recent.contains($0) })
        }
    }

    @Test func `one byte more or less, or another one, is another message`() {
        let hash = BodyHash()
        var seen: Set<UInt64> = []
        for length in 0...200 {
            var body = [UInt8](repeating: 0, count: length)
            #expect(seen.insert(body.withUnsafeBytes { hash($0) }).inserted)
            for index in body.indices {
                body[index] ^= 1
                #expect(seen.insert(body.withUnsafeBytes { hash($0) }).inserted)
                body[index] ^= 1
            }
        }
        let other = BodyHash()
        let body = Array("body".utf8)
        #expect(body.withUnsafeBytes { hash($0) } != body.withUnsafeBytes { other($0) })
    }

    @Test func `a message that comes again is known, before and after a restart`() throws {
        let stage = try TapeStage()
        let messages = [
            SentMessage("{\"n\":1}"), SentMessage("[\n{\"n\":2}\r\n]"),
            SentMessage([0x80, 0x0A, 0x0D, 0xFF]) { $0.contentType = Array("application/x-msgpack".utf8) },
            SentMessage("{\"n\":"),
        ]
        var tape = try stage.open()
        tape.write(Array(messages[..<3]))
        tape.write([messages[3]], isDecodable: false)
        try check(tape)
        tape.close()

        tape = try stage.open()
        #expect(!isKnown(messages[0], tape))
        _ = try ReadTape(try tape.replay { _, text in Issue.record("\(text)") })
        try check(tape)

        func check(_ tape: Tape) throws {
            for message in messages { #expect(isKnown(message, tape)) }
            #expect(!isKnown(SentMessage("{\"n\":3}"), tape))
            #expect(!isKnown(messages[0], tape, flags: []))
        }
    }

    @Test func `without a window nothing is known`() throws {
        let tape = try TapeStage().open { $0.redeliveryWindow = 0 }
        tape.write([SentMessage("{}")])
        #expect(!isKnown(SentMessage("{}"), tape))
    }

    private func isKnown(_ message: SentMessage, _ tape: Tape, flags: MessageFlags = .redelivered) -> Bool {
        let batch = MessageBatch()
        var message = message
        message.flags = flags
        message.append(to: batch)
        return batch.messages.first.map { tape.isKnown($0, of: batch) } ?? false
    }
}
