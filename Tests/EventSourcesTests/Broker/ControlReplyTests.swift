// SPDX-License-Identifier: Apache-2.0

import CKombuEnvelope
import Testing

@testable import EventSources

struct ControlReplyTests {
    private func split(_ text: String) -> [ControlReply]? { split(Array(text.utf8)) }

    private func split(_ bytes: [UInt8]) -> [ControlReply]? {
        // Behind it lies what would go on with it.
        var room = bytes + [UInt8](repeating: UInt8(ascii: "}"), count: Int(CKOMBU_PADDING))
        return room.withUnsafeMutableBytes {
            ControlReply.replies(in: UnsafeMutableRawBufferPointer(rebasing: $0[..<bytes.count]))
        }
    }

    @Test(arguments: [
        (#"{"w1@a": {"ok": "pong"}}"#, "w1@a", #"{"ok": "pong"}"#),
        (#" { "w\u00e9\"\\\/\n@a" : [1, "]}", {"x": "\""}] } "#, "wé\"\\/\n@a", #"[1, "]}", {"x": "\""}]"#),
        (#"{"\ud83d\ude00":null}"#, "😀", "null"),
        (#"{"n":-1.5e3}"#, "n", "-1.5e3"),
        (#"{"":"a\\"}"#, "", #""a\\""#),
    ])
    func `one answer`(_ body: String, _ node: String, _ reply: String) {
        #expect(split(body) == [ControlReply(node: node, reply: reply)])
    }

    @Test func `several answers, or none`() {
        #expect(split(#"{"a": 1, "b": {"c": 2},"d":"e"}"#)?.map(\.node) == ["a", "b", "d"])
        #expect(split("{}") == [])
        #expect(split(" { } ") == [])
    }

    @Test(arguments: [
        "", "[]", "{", "{\"", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"a":1,}"#, #"{"a":{"b":1}"#,
        #"{"a":1} x"#,
        #"{a:1}"#, #"{"a" 1}"#, #"{"a":}"#, #"{"\x":1}"#, #"{"\u12":1}"#, #"{"a":"b\"#, "null", "{}}", "\u{82}\u{a4}",
    ])
    func `what is no object of answers`(_ body: String) {
        #expect(split(body) == nil)
    }

    @Test func `every part of an answer ends somewhere`() {
        let whole = Array(#"{"w1@\u00e9": {"ok": [1, "\"}"]}, "b": null}"#.utf8)
        for end in 0..<whole.count {
            #expect(split(Array(whole[..<end])) == nil)
        }
    }
}
