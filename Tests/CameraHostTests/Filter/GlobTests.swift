// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Testing

struct GlobTests {
    @Test(arguments: [
        ("shop.*", "shop.orders.pay", true), ("shop.*", "shop", false), ("*", "", true), ("?", "", false),
        ("*.pay", "shop.orders.pay", true), ("*.pay", "shop.pay.late", false), ("a*b*c", "axxbyyc", true),
        ("a*b*c", "axxbyy", false), ("a**c", "abc", true), ("task?", "task1", true), ("task?", "task12", false),
        ("[abc]x", "bx", true), ("[abc]x", "dx", false), ("[a-c]*", "cx", true), ("[!a-c]*", "cx", false),
        ("[^a-c]*", "dx", true), ("[]]", "]", true), ("[!]]", "]", false), ("[*]", "*", true), ("[*]", "x", false),
        ("[a-]", "-", true), ("exact", "exact", true), ("exact", "Exact", false), ("a\\*", "a\\b", true),
        ("?", "é", true), ("??", "é", false), ("*??", "é", false), ("[é-ü]", "ö", true), ("[!é]", "é", false),
        ("日*", "日本", true), ("*@host[0-9]", "celery@host3", true),
        ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
    ])
    func `a pattern matches as Python's fnmatchcase does`(pattern: String, text: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(text) == expected)
    }

    @Test func `bytes that are no UTF-8 count as one character each`() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0x80, 0xE2]
        let (three, four) = (try Glob("a??"), try Glob("a???"))
        bytes.withUnsafeBytes { #expect(!three.matches($0) && four.matches($0)) }
    }

    @Test(arguments: [("", "empty"), ("[abc", "no `]`"), ("x[]", "no `]`"), ("[z-a]", "backwards")])
    func `a bad pattern is refused with its reason`(pattern: String, reason: String) {
        let error = #expect(throws: Glob.PatternError.self) { try Glob(pattern) }
        #expect(error?.description.contains(reason) == true)
    }
}
