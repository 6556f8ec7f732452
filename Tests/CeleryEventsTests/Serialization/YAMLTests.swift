// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CeleryEvents

@Suite struct YAMLTests {
    private func json(_ body: String) throws -> String { try transcoded(Array(body.utf8), .yaml) }

    private func reason(_ body: String) -> String? {
        guard case .undecodable(let reason, as: .yaml) = refusal(Array(body.utf8), contentType: ContentType.yaml) else {
            return nil
        }
        return reason
    }

    @Test(arguments: [
        ("!!python/object/apply:os.system [date]", "the tag !!python/object/apply:os.system"),
        ("!!python/tuple [1]", "the tag !!python/tuple"), ("!mine {a: 1}", "the tag !mine"),
        ("{a: !<tag:example.org,2026:x> 1}", "the tag tag:example.org,2026:x"), ("{a: !!seq x}", "the tag !!seq"),
        ("a: !!map [1]", "the tag !!map"), ("a: !!int x", "the tag !!int"), ("a: !!float x", "the tag !!float"),
        ("a: !!bool maybe", "the tag !!bool"), ("a: !!binary '!'", "the tag !!binary"),
        ("a: !!str {}", "the tag !!str"),
    ]) func `a tag that is not plain YAML is refused by name`(body: String, tag: String) {
        #expect(reason(body) == "\(tag) is not taken here; only plain YAML is (line 1)")
    }

    @Test func `a tag's name is cut`() throws {
        let reason = try #require(self.reason("!" + String(repeating: "x", count: 10_000) + " 1"))
        #expect(reason.utf8.count < 200)
    }

    @Test(arguments: [
        // What PyYAML raises on, or reads as what JSON has no word for.
        ("=", "\"=\""), ("[<<]", "[\"<<\"]"), ("0b_", "\"0b_\""), ("0x_", "\"0x_\""), ("2026-11-23", "\"2026-11-23\""),
        ("0x1ffffffffffffffff", "\"0x1ffffffffffffffff\""), ("!!omap [{a: 1}, {b: 2}]", "[{\"a\": 1}, {\"b\": 2}]"),
        ("1:99999999999999999999", "\"1:99999999999999999999\""),
        ("99999999999999999999:1", "\"99999999999999999999:1\""),
        ("!!float 18446744073709551616", "1.8446744073709552e+19"),
    ]) func `what Python has no JSON for stays a text`(body: String, json: String) throws {
        #expect(try self.json(body) == json)
    }

    @Test(arguments: [
        ("a: *b", "there is no anchor for the alias *b (line 1)"),
        ("&a [*a]", "the alias *a stands inside what it stands for (line 1)"),
        ("&a {b: {c: *a}}", "the alias *a stands inside what it stands for (line 1)"),
        ("a: 1\n---\nb: 2\n", "it has a second document (line 2)"), ("", "it is empty"), ("# nothing\n", "it is empty"),
        ("? [a]\n: b\n", "a mapping has a sequence or a mapping for a key"),
        ("{<<: 1}", "<< takes a mapping or a list of them"), ("{<<: [[]]}", "<< takes a mapping or a list of them"),
        ("a: [", "did not find expected node content (line 2)"),
        ("a: \"\\ud800\"", "found invalid Unicode character escape code (line 1)"),
    ]) func `what cannot be read says why`(body: String, reason: String) {
        #expect(self.reason(body) == reason)
    }

    @Test func `what is not UTF-8 is refused`() {
        let body = Array("a: ".utf8) + [0xff]
        #expect(refusal(body, contentType: ContentType.yaml)?.cause == "undecodable")
    }

    @Test func `an anchor that is given twice stands for the last`() throws {
        #expect(try json("[&a 1, *a, &a 2, *a]") == "[1, 1, 2, 2]")
    }

    @Test func `a bomb of aliases is refused`() throws {
        func bomb(_ levels: Int, _ leaf: String) -> String {
            var body = "- &a0 \(leaf)\n"
            for level in 1...levels {
                let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
                body += "- &a\(level) [\(aliases)]\n"
            }
            return body
        }
        let small = try json(bomb(2, "x"))
        #expect(small.split(separator: "x").count == 1 + 9 + 81 + 1)
        #expect(reason(bomb(12, "x"))?.hasPrefix("it has more than 1048576 values") == true)
        let long = String(repeating: "x", count: 10_000)
        #expect(refusal(Array(bomb(8, long).utf8), contentType: ContentType.yaml) == .unpacksTooLarge(limit: 8 << 20))
    }

    @Test func `a bomb of merges that come to nothing is refused`() {
        var body = "- &a0 {}\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            body += "- &a\(level) {<<: [\(aliases)]}\n"
        }
        #expect(reason(body)?.hasPrefix("it has more than 1048576 values") == true)
    }

    @Test func `directives have a limit`() throws {
        func body(_ count: Int) -> String {
            (0..<count).map { "%TAG !a\($0)! tag:x\n" }.joined() + "--- {type: a}\n"
        }
        #expect(try json(body(100)) == #"{"type": "a"}"#)
        for count in [101, 300_000] { #expect(reason(body(count)) == "it has more than 100 directives") }
    }

    @Test func `values have a limit`() {
        let many = "[" + String(repeating: "a,", count: YAMLReader.nodeLimit + 1) + "]"
        #expect(reason(many) == "it has more than \(YAMLReader.nodeLimit) values (line 1)")
        let aliases = "[&a b" + String(repeating: ",*a", count: 2 * YAMLReader.nodeLimit) + "]"
        #expect(reason(aliases)?.hasPrefix("it has more than") == true)
    }

    @Test func `nesting has a limit`() throws {
        let limit = YAMLReader.depthLimit
        func flow(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try json(flow(limit)) == flow(limit))
        #expect(try decoded(Array("a: \(flow(limit - 1))".utf8), contentType: ContentType.yaml).count == 1)
        let tooDeep = "it is nested more than \(limit) deep (line 1)"
        for depth in [limit + 1, 20_000] {
            #expect(reason(flow(depth)) == tooDeep)
            #expect(reason(String(repeating: "- ", count: depth) + "1") == tooDeep)
            #expect(reason(String(repeating: "{a: ", count: depth))?.isEmpty == false)
        }
        // Each alias doubles the depth.
        var body = "- &a0 [1]\n"
        for level in 1...12 {
            let inner = "*a\(level - 1)"
            body += "- &a\(level) " + flow(60).replacing("[]", with: "[\(inner)]") + "\n"
        }
        #expect(reason(body) == "it is nested more than \(limit) deep")
    }

    @Test func `no beginning of a message does harm`() throws {
        let messages = RecordedMessage.read.filter { $0.contentType == ContentType.yaml && $0.compression.isEmpty }
        let decoding = Decoding()
        for message in messages where message.base64.utf8.count < 700 {
            let body = try message.body
            for count in 0..<body.count {
                let error = decoding.refusal(Array(body[..<count]), contentType: ContentType.yaml)
                #expect(
                    error == nil || ["undecodable", "not_an_event"].contains(error?.cause), "\(message.name), \(count)")
            }
        }
    }
}
