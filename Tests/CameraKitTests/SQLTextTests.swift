// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

@testable import CameraKit

struct SQLTextTests {
    private let arena = Arena()

    private func text(_ bytes: [UInt8]) throws -> TextView { try #require(TextView(arena.text(bytes: bytes))) }

    private func cleaned(_ text: TextView) -> String {
        var bytes: [UInt8] = []
        text.appendSQLText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a text that a database takes is told from one that it does not`() throws {
        for good in ["", "a", "a text of ASCII, longer than a word", "гамма 🎉 longer than a word"] {
            let text = try text(Array(good.utf8))
            #expect(text.isSQLText)
            #expect(cleaned(text) == good)
        }
        for position in 0..<20 {
            for bad: UInt8 in [0, 0x80, 0xFF, 0xC3] {
                var bytes = Array("abcdefghijklmnopqrst".utf8)
                bytes[position] = bad
                let text = try text(bytes)
                #expect(!text.isSQLText)
                let middle = bad == 0 ? "" : "\u{FFFD}"
                #expect(
                    cleaned(text)
                        == "abcdefghijklmnopqrst".prefix(position) + middle
                        + "abcdefghijklmnopqrst".dropFirst(position + 1))
            }
        }
        #expect(cleaned(try text([0xED, 0xA0, 0x80])) == "\u{FFFD}\u{FFFD}\u{FFFD}")
    }

    @Test func `a text is cut by characters`() throws {
        let text = try text(Array("aгб🎉".utf8) + [0xFF, 0x62])
        #expect(text.prefix(characters: 3).string == "aгб")
        #expect(text.prefix(characters: 4).string == "aгб🎉")
        #expect(text.prefix(characters: 6).count == text.count)
        #expect(text.prefix(characters: 0).isEmpty)
        #expect(text.isLonger(thanCharacters: 5) && !text.isLonger(thanCharacters: 6))
    }

    @Test func `JSON for databases has no NULs`() throws {
        for (omits, expected) in [
            (true, #"{"n":"ab","j":["\\u0000x"]}"#), (false, #"{"n":"a\u0000b","j":["\u0000\\u0000x"]}"#),
        ] {
            var json = JSONBuffer(omitsNUL: omits)
            let builder = SnapshotBuilder()
            builder.task("t") { task in
                builder.attributes(
                    [
                        (
                            "n",
                            {
                                $0.kind = EVCAM_VALUE_STRING; $0.text = arena.text(bytes: [0x61, 0, 0x62])
                            }
                        ),
                        (
                            "j",
                            {
                                $0.kind = EVCAM_VALUE_JSON; $0.text = arena.text(#"["\u0000\\u0000x"]"#)
                            }
                        ),
                    ], of: &task)
            }
            try builder.lend { pointer in
                let task = try #require(try SnapshotView(checking: pointer).changed.first)
                let isThere = json.append(furtherAttributesOf: task)
                #expect(isThere)
            }
            #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
        }
    }

    @Test func `states of a snapshot have the ranks of their names`() throws {
        for state in ["SUCCESS", "FAILURE", "REVOKED", "STARTED", "RECEIVED", "REJECTED", "RETRY", "PENDING", "OTHER"] {
            let text = try text(Array(state.utf8))
            #expect(TaskPrecedence.rank(of: text) == TaskPrecedence.rank(of: state))
            #expect(TaskPrecedence.isCustom(text) == (state == "OTHER"))
        }
        #expect(TaskPrecedence.sqlRank(of: "s").hasPrefix("CASE s WHEN 'SUCCESS' THEN 0 WHEN 'FAILURE' THEN 1 WHEN"))
        #expect(TaskPrecedence.sqlRank(of: "s").hasSuffix("WHEN 'PENDING' THEN 8 ELSE 2 END"))
    }

    @Test func `ages know each state`() {
        let ages = TaskAges()
        #expect(ages.cutoff(of: "SUCCESS", at: 1_000_000) == 913_600)
        #expect(ages.cutoff(of: "RETRY", at: 1_000_000) == 740_800)
        #expect(ages.cutoff(of: "PROGRESS", at: 1_000_000) == 568_000)
    }
}
