// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import Testing

@Suite struct MessageFormTests {
    private func array(_ count: Int) -> String {
        "["
            + (0..<count).map { #"{"type": "task-\#($0)", "name": "n\#($0)", "x\#($0 % 7)": "v\#($0)"}"# }.joined(
                separator: ", ")
            + "]"
    }

    @Test(arguments: [0, 1, 2, 63, 64, 65, 255, 256, 257, 300, 513, 1_000])
    func `an array is as many events as it has elements`(count: Int) throws {
        let decoding = Decoding()
        #expect(try decoding.add(array(count), received: 5) == count)
        decoding.decoder.flush()
        #expect(decoding.events.map { $0.fields[.name] } == (0..<count).map { .string("n\($0)") })
        #expect(decoding.events.enumerated().allSatisfy { $1.extras == ["x\($0 % 7)": .string("v\($0)")] })
        #expect(decoding.events.allSatisfy { $0.received == 5 })
        #expect(decoding.batches.allSatisfy { $0 > 0 && $0 <= 256 })
        #expect(decoding.decoder.toleratedCount == 0)
    }

    @Test(arguments: ["[1]", "[[]]", "[null]", #"[{"type": "a"}, 2]"#, #"["x"]"#, "1", "null", #""x""#, "true", "NaN"])
    func `what is no event is named as such`(body: String) throws {
        let decoding = Decoding()
        #expect(throws: EventDecodingError.notAnEvent("an event has to be a JSON object (byte \(place(body)))")) {
            try decoding.add(body)
        }
        decoding.decoder.flush()
        #expect(decoding.events.isEmpty)
    }

    /// Where the reader stands: behind the value that is no event.
    private func place(_ body: String) -> Int {
        body.hasPrefix("[") ? body.utf8.count : body.utf8.count + 1
    }

    @Test(arguments: [
        "", " ", "{", "[", "[{}", #"{"a": 1"#, #"{"a": "x"#, #"{"a": "x\"#, #"{"a": "\u12"#, "{}}", "{} {}", "{}x",
        "[]]",
        "[{},]", "{,}", #"{"a": 1,}"#, #"{"a"}"#, #"{"a" 1}"#, #"{a: 1}"#, "{'a': 1}", #"{"a": tru}"#, #"{"a": 01}"#,
        #"{"a": "\u{1}"}"#, "{\"a\": \"\n\"}", #"{"a": "\x"}"#, "nul", "[{}{}]", #"{"a": 1 "b": 2}"#, #"{"a": 1.}"#,
        #"{"a": .5}"#, #"{"a": --1}"#, #"{"a": nan}"#, #"{"a": undefined}"#, "<html>",
    ]) func `a broken message is refused and leaves no event behind`(body: String) throws {
        let decoding = Decoding()
        try decoding.add(#"{"name": "before"}"#)
        let error = #expect(throws: EventDecodingError.self) { try decoding.add(body) }
        #expect(error?.cause == "undecodable", "\(String(describing: error))")
        try decoding.add(#"{"name": "behind"}"#)
        decoding.decoder.flush()
        #expect(decoding.events.map { $0.fields[.name] } == [.string("before"), .string("behind")])
    }

    @Test(
        arguments: [
            [0xff], [0xc0, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]]) func `what is not UTF-8 is refused`(bytes: [UInt8]) throws
    {
        let error = #expect(throws: EventDecodingError.self) {
            try decoded(Array(#"{"name": ""#.utf8) + bytes + Array(#""}"#.utf8))
        }
        #expect(error == .undecodable("it is not UTF-8"))
        #expect(throws: EventDecodingError.self) { try decoded(Array("{\"".utf8) + bytes + Array("\": 1}".utf8)) }
    }

    @Test func `a byte order mark is refused, as Python does`() throws {
        #expect(throws: EventDecodingError.self) { try decoded([0xef, 0xbb, 0xbf] + Array("{}".utf8)) }
    }

    @Test func `every beginning of a message is refused`() throws {
        let body = Array(
            #"[{"type": "task-sent", "args": "(1, 'é\u00e9')", "x": [1, {"y": null}], "clock": -1.5e3}]"#.utf8)
        for count in 0..<body.count {
            #expect(throws: EventDecodingError.self, "\(count)") { try decoded(Array(body[..<count])) }
        }
        #expect(try decoded(body).count == 1)
    }

    @Test func `the limit is on a message's bytes`() throws {
        let limit = 8 << 20
        let frame = #"{"name": ""}"#
        func message(_ bytes: Int) -> [UInt8] {
            Array(#"{"name": ""#.utf8) + [UInt8](repeating: 120, count: bytes - frame.utf8.count) + Array(#""}"#.utf8)
        }
        let event = try #require(try decoded(message(limit)).first)
        #expect(event.fields[.name] == .string(String(repeating: "x", count: limit - frame.utf8.count)))
        #expect(throws: EventDecodingError.tooLarge(bytes: limit + 1, limit: limit)) { try decoded(message(limit + 1)) }
    }

    @Test func `texts survive until their batch is handed over`() throws {
        let decoding = Decoding()
        for number in 0..<500 {
            let text = String(repeating: "\(number),", count: 1 + number % 50 * 40)
            try decoding.add(#"{"name": "\#(text)", "k\#(number)": "\#(text)"}"#, received: Double(number))
        }
        decoding.decoder.flush()
        #expect(decoding.batches.contains { $0 > 1 })
        for (number, event) in decoding.events.enumerated() {
            let text = String(repeating: "\(number),", count: 1 + number % 50 * 40)
            #expect(event.fields[.name] == .string(text))
            #expect(event.extras == ["k\(number)": .string(text)])
            #expect(event.received == Double(number))
        }
    }

    @Test func `a message that breaks off after hundreds of events keeps those before`() throws {
        let decoding = Decoding()
        #expect(throws: EventDecodingError.self) { try decoding.add(String(array(400).dropLast(2))) }
        decoding.decoder.flush()
        #expect(decoding.events.count >= 256)
        #expect(decoding.events.prefix(256).map { $0.fields[.name] } == (0..<256).map { .string("n\($0)") })
    }

    @Test func `the tolerant parser takes long arrays too`() throws {
        let decoding = Decoding()
        #expect(try decoding.add(#"[{"name": "n", "x": NaN}, "# + array(600).dropFirst(), received: 3) == 601)
        decoding.decoder.flush()
        #expect(decoding.events.dropFirst().map { $0.fields[.name] } == (0..<600).map { .string("n\($0)") })
        #expect(decoding.events.allSatisfy { $0.received == 3 })
        #expect(decoding.decoder.toleratedCount == 1)
    }
}
