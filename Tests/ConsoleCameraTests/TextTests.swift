// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ConsoleCamera

struct TextTests {
    @Test(arguments: [
        ("plain", "plain", 5), ("a\u{1B}[2Jb", "a\\x1b[2Jb", 9), ("\u{9B}31m", "\\x9b31m", 7), ("a\0b", "a\\x00b", 6),
        ("a\r\nb", "a\\r\\nb", 6), ("\u{202E}abc", "\\u202eabc", 9), ("\u{2066}x", "\\u2066x", 7),
        ("\u{FEFF}", "\\ufeff", 6), ("\u{2028}", "\\u2028", 6), ("\u{E0041}", "\\U000e0041", 10),
        ("\u{7F}", "\\x7f", 4),
        ("漢字", "漢字", 4), ("é", "é", 1), ("e\u{301}", "e\u{301}", 1), ("😀", "😀", 2), ("👨‍👩‍👧", "👨‍👩‍👧", 2),
        ("ｱ", "ｱ", 1), ("Ａ", "Ａ", 2), ("한", "한", 2), ("❤️", "❤️", 2),
    ])
    func `what reaches the terminal is harmless and its width known`(source: String, text: String, width: Int) {
        #expect(DisplayText(source).text == text)
        #expect(DisplayText(source).width == width)
    }

    @Test func `hundreds of marks on one letter are cut`() {
        let text = DisplayText("a" + String(repeating: "\u{301}", count: 500))
        #expect(text.text.unicodeScalars.count == 8)
        #expect(text.width == 1)
    }

    @Test func `a megabyte is not looked at to its end`() {
        let text = DisplayText(String(repeating: "x", count: 1 << 20))
        #expect(text.width == 4_096)
    }

    @Test(arguments: [(10, "漢字ab"), (6, "漢字ab"), (5, "漢字…"), (4, "漢…"), (3, "漢…"), (2, "…"), (1, "…"), (0, "")])
    func `a text is cut between characters`(columns: Int, expected: String) {
        let text = DisplayText("漢字ab").cut(to: columns)
        #expect(text.text == expected)
        #expect(text.width <= columns)
        #expect(text.width == DisplayText(expected).width)
    }

    @Test func `numbers of any size are written`() {
        #expect(grouped(0) == "0")
        #expect(grouped(999) == "999")
        #expect(grouped(1_000) == "1,000")
        #expect(grouped(Int64.min) == "-9,223,372,036,854,775,808")
        #expect(decimal(12_345.678, 1) == "12,345.7")
        #expect(decimal(-0.05, 2) == "-0.05")
        #expect(decimal(0.999, 2) == "1.00")
        #expect(decimal(.nan, 2) == "?")
        #expect(decimal(1e300, 2) == "?")
        #expect([0.4, 59, 60, 3_599, 3_600, 86_400, -5].map(age) == ["0s", "59s", "1m", "59m", "1h", "1d", "0s"])
        #expect(age(.nan) == "?")
    }
}
