// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CeleryEvents

@Suite struct EventDecoderTests {
    @Test func `every known attribute has its number`() throws {
        let names: [EventField: String] = Dictionary(
            uniqueKeysWithValues: fieldNames.enumerated().map { (EventField($0), $1) })
        #expect(names[.swSys] == "sw_sys")
        #expect(names[.localReceived] == "local_received")
        for (field, name) in names {
            let event = try #require(try decoded(#"{"\#(name)": 7}"#).first)
            #expect(event.fields == [field: .int(7)], "\(name)")
            #expect(event.extras.isEmpty, "\(name)")
        }
        let all = "{" + names.map { #""\#($0.value)": "\#($0.value)""# }.joined(separator: ", ") + "}"
        let event = try #require(try decoded(all).first)
        #expect(event.fields == names.mapValues { .string($0) })
    }

    @Test func `what resembles a known attribute is another one`() throws {
        let keys = ["typ", "types", "Type", "uuiD", "", "a", "hostnam\\u0000", "routing-key", "local_receiveD"]
        for key in keys {
            let event = try #require(try decoded(#"{"\#(key)": true}"#).first)
            #expect(event.fields.isEmpty, "\(key)")
            #expect(Array(event.extras.values) == [.bool(true)], "\(key)")
        }
    }

    @Test(
        arguments: [
            ("task-sent", EventGroup.task, 1),
            ("task-received", EventGroup.task, 2), ("task-started", EventGroup.task, 3),
            ("task-succeeded", EventGroup.task, 4), ("task-failed", EventGroup.task, 5),
            ("task-retried", EventGroup.task, 6), ("task-revoked", EventGroup.task, 7),
            ("task-rejected", EventGroup.task, 8), ("task-progress", EventGroup.task, 0),
            ("task", EventGroup.task, 0), ("task-", EventGroup.task, 0),
            ("task-sent-", EventGroup.task, 0), ("tasks-sent", EventGroup.other, 0),
            ("worker-online", EventGroup.worker, 1), ("worker-heartbeat", EventGroup.worker, 2),
            ("worker-offline", EventGroup.worker, 3), ("worker-elect", EventGroup.worker, 0),
            ("worker", EventGroup.worker, 0), ("workers", EventGroup.other, 0), ("", EventGroup.other, 0),
            ("custom-my-event", EventGroup.other, 0),
        ] as [(String, EventGroup, UInt8)]) func `group and subject stand before and behind the first dash`(
            type: String, group: EventGroup, subject: UInt8
        ) throws
    {
        let event = try #require(try decoded(#"{"type": "\#(type)"}"#).first)
        #expect(event.group == group)
        #expect(event.group != .task || event.taskSubject.rawValue == subject)
        #expect(event.group != .worker || event.workerSubject.rawValue == subject)
    }

    @Test func `a type that is no text belongs to no group`() throws {
        for type in ["null", "7", "[]", "true"] {
            #expect(try decoded(#"{"type": \#(type)}"#).first?.group == .other)
        }
    }

    @Test(arguments: [
        ("null", DecodedValue.null), ("true", .bool(true)), ("false", .bool(false)), ("0", .int(0)), ("-0", .int(0)),
        ("-1", .int(-1)), ("1.0", .double(1)), ("-0.0", .double(-0.0)), ("1e2", .double(100)), ("1E-2", .double(0.01)),
        ("123456789012345678", .int(123_456_789_012_345_678)),
        ("1234567890123456789", .int(1_234_567_890_123_456_789)),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .json("9223372036854775808")),
        ("-9223372036854775809", .json("-9223372036854775809")),
        ("123456789012345678901234567890", .json("123456789012345678901234567890")),
        ("1e400", .double(.infinity)), ("-1e400", .double(-.infinity)), ("1e-400", .double(0)),
        ("0.123456789012345678912", .double(0.123456789012345678912)),
        ("1795415286.924266", .double(1795415286.924266)), ("5e-324", .double(.leastNonzeroMagnitude)),
        ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
        ("Infinity", .double(.infinity)), ("-Infinity", .double(-.infinity)),
        (#""""#, .string("")), (#""x""#, .string("x")), ("[]", .json("[]")), ("{}", .json("{}")),
        ("[1.5, 2, 3]", .json("[1.5, 2, 3]")), (#"{"a": [true, null]}"#, .json(#"{"a":[true, null]}"#)),
    ]) func `a value is read as Python reads it`(json: String, value: DecodedValue) throws {
        #expect(try decodedValue(json) == value)
        #expect(try decodedValue(" \t\n\r\(json)\t\n\r ") == value)
    }

    @Test func `NaN is a number that is none`() throws {
        guard case .double(let value) = try decodedValue("NaN") else {
            Issue.record("NaN is no double")
            return
        }
        #expect(value.isNaN)
    }

    @Test func `negative zero keeps its sign`() throws {
        guard case .double(let value) = try decodedValue("-0.0") else {
            Issue.record("-0.0 is no double")
            return
        }
        #expect(value.sign == .minus)
    }

    @Test(arguments: [
        (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"), (#"\u0041\u00e9\u20ac"#, "Aé€"),
        (#"\ud83c\udf89"#, "🎉"), (#"\uD83C\uDF89"#, "🎉"), (#"a\u0000b"#, "a\0b"), (#"\u007f\u001b"#, "\u{7f}\u{1b}"),
        ("Größe 漢字 🎉", "Größe 漢字 🎉"),
        (#"\ud800"#, "\u{fffd}"), (#"\udc00x"#, "\u{fffd}x"), (#"\ud800\ud800\udc00"#, "\u{fffd}\u{10000}"),
        (#"\ud800\u0041"#, "\u{fffd}A"), (#"\udc00\ud800"#, "\u{fffd}\u{fffd}"), (#"\ud800\n"#, "\u{fffd}\n"),
    ]) func `a text is unescaped`(json: String, text: String) throws {
        #expect(try decodedValue("\"\(json)\"") == .string(text))
        // Once more where only the tolerant parser goes.
        let event = try #require(try decoded(#"{"x": NaN, "result": "\#(json)"}"#).first)
        #expect(event.fields[.result] == .string(text))
    }

    @Test func `a text has a NUL behind it`() throws {
        let decoder = EventDecoder { batch in
            let value = batch[0][.name]
            let key = batch[0].extra(0)?.key
            #expect(value?.text.baseAddress?.load(fromByteOffset: 3, as: UInt8.self) == 0)
            #expect(key?.baseAddress?.load(fromByteOffset: 4, as: UInt8.self) == 0)
        }
        let body = Array(#"{"name": "abc", "mine": 1}"#.utf8)
        try (body + [UInt8](repeating: 65, count: EventDecoder.padding)).withUnsafeBytes {
            _ = try decoder.decodeBody(UnsafeRawBufferPointer(rebasing: $0[..<body.count]), received: 0)
        }
        decoder.flush()
    }

    @Test func `of duplicate keys the last one counts`() throws {
        let twice = #"{"name": "a", "mine": 1, "name": "b", "mine": 2}"#
        let escaped = #"{"name": "a", "mine": 1, "\u006eame": "b", "m\u0069ne": 2}"#
        let tolerated = #"{"x": NaN, "name": "a", "mine": 1, "n\u0061me": "b", "mine": 2}"#
        for body in [twice, escaped, tolerated] {
            let event = try #require(try decoded(body).first)
            #expect(event.fields == [.name: .string("b")])
            #expect(event.extras["mine"] == .int(2))
        }
    }

    @Test(arguments: [
        ("01234567-89ab-cdef-0123-456789abcdef", true), ("01234567-89AB-cdef-0123-456789abcdef", false),
        ("01234567089ab-cdef-0123-456789abcdef", false), ("0123456-789ab-cdef-0123-456789abcdef", false),
        ("g1234567-89ab-cdef-0123-456789abcdef", false), ("01234567-89ab-cdef-0123-456789abcde", false),
        ("01234567-89ab-cdef-0123-456789abcdef ", false), ("", false), ("order:42/παραγγελία 1", false),
    ]) func `a canonical uuid is told from other ids`(uuid: String, isCanonical: Bool) throws {
        let event = try #require(try decoded(#"{"uuid": "\#(uuid)"}"#).first)
        #expect(event.hasCanonicalUUID == isCanonical)
        #expect(event.fields[.uuid] == .string(uuid))
    }

    @Test func `nested values are checked and kept as strict JSON`() throws {
        #expect(try decodedValue("[NaN, Infinity, -Infinity]") == .json("[null, null, null]"))
        #expect(try decodedValue("[NaN,NaN,NaN,NaN]") == .json("[null,null,null,null]"))
        #expect(
            try decodedValue(#"["\ud800", "\ud83c\udf89", "\\ud800"]"#)
                == .json(#"["\ufffd", "\ud83c\udf89", "\\ud800"]"#))
        #expect(try decodedValue(#"["x\ud800\ud801\udc01"]"#) == .json(#"["x\ufffd\ud801\udc01"]"#))
        #expect(
            try decodedValue("[1e400, 123456789012345678901234567890]")
                == .json("[1e400, 123456789012345678901234567890]"))
        for broken in [
            "[1,]", "[,1]", "[1 2]", "[01]", "[1.]", "[.5]", "[+1]", "[-]", "[tru]", "[nul]", "[truefalse]", "{,}",
            #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{1:2}", #"{"a" 1}"#, #"["\x"]"#, #"["\u12g4"]"#, "[\"\u{1}\"]",
            "[}", "{]", #"["a]"#, "[NaNs]", "[1e]", "[1e+]", "[nan]", "['a']",
        ] {
            #expect(throws: EventDecodingError.self, "\(broken)") { try decodedValue(broken) }
        }
    }

    @Test func `nesting has a limit`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try decodedValue(nested(800)) == .json(nested(800)))
        for depth in [2_000, 200_000] {
            #expect(throws: EventDecodingError.self) { try decoded(#"{"x": \#(nested(depth))}"#) }
            #expect(throws: EventDecodingError.self) { try decoded(nested(depth)) }
            let objects = String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
            #expect(throws: EventDecodingError.self) { try decoded(objects) }
        }
    }

    @Test func `an event with hundreds of attributes keeps those it has room for`() throws {
        let body = "{" + (0..<200).map { #""attribute\#($0)": \#($0)"# }.joined(separator: ",") + "}"
        let event = try #require(try decoded(body).first)
        #expect(event.extras.count == 200)
        #expect(event.extras["attribute199"] == .int(199))
    }
}
