// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import EvcamRuntime

@Suite struct ValueTests {
    @Test(arguments: [
        ("500ms", 500_000_000), ("1s", 1_000_000_000), ("5m", 300_000_000_000), ("2h", 7_200_000_000_000),
        ("30d", 2_592_000_000_000_000), ("0.5", 500_000_000), ("1e1", 10_000_000_000), ("0", 0),
        ("1.5h", 5_400_000_000_000),
    ])
    func `durations have units or are plain seconds`(_ text: String, _ nanoseconds: Int64) throws {
        #expect(try DurationText.parse(text) == nanoseconds)
    }

    @Test(arguments: ["", "s", "1 s", "1sec", "-1s", "1h30m", "inf", "nan", "0x10", "1e30d", "293y", "1S", "１s"])
    func `other texts are no durations`(_ text: String) {
        #expect(throws: ValueProblem.self) { try DurationText.parse(text) }
    }

    @Test(arguments: [0, 1_000_000, 500_000_000, 60_000_000_000, 86_400_000_000_000])
    func `a duration is read as it was written`(_ nanoseconds: Int64) throws {
        #expect(try DurationText.parse(DurationText.text(nanoseconds: nanoseconds)) == nanoseconds)
    }

    @Test(arguments: [
        ("4096", 4096), ("64KB", 64_000), ("64kB", 64_000), ("256MB", 256_000_000), ("1GiB", 1_073_741_824),
        ("1.5KiB", 1536), ("7B", 7),
    ])
    func `sizes have units or are plain bytes`(_ text: String, _ bytes: Int64) throws {
        #expect(try SizeText.parse(text) == bytes)
    }

    @Test(arguments: ["", "MB", "1 MB", "-1", "1PB", "1e30", "9999999TB", "1mb", "k"])
    func `other texts are no sizes`(_ text: String) {
        #expect(throws: ValueProblem.self) { try SizeText.parse(text) }
    }

    @Test(arguments: [
        ("plain", "plain"), ("$$x", "$x"), ("a$", "a$"), ("$1", "$1"), ("${A}-${A}", "a/b@c-a/b@c"),
        ("${B:-x:y}", "x:y"),
        ("${EMPTY:-x}", "x"), ("${EMPTY}", ""), ("${B:-}", ""),
        ("amqp://u:${A}@h/${A}", "amqp://u:a%2Fb%40c@h/a/b@c"), ("redis://${A}", "redis://a/b@c"),
        ("amqp://${A}:${B:-ü}@h", "amqp://a%2Fb%40c:%C3%BC@h"),
        ("amqp://u:${A}@h//;amqp://u:${A}@i", "amqp://u:a%2Fb%40c@h//;amqp://u:a%2Fb%40c@i"), ("x/${A}@y", "x/a/b@c@y"),
    ])
    func `variables are put in, percent-encoded in credentials`(_ text: String, _ value: String) throws {
        #expect(try VariableText(text).value(["A": "a/b@c", "EMPTY": ""]) == value)
    }

    @Test(arguments: ["${", "${A", "${}", "${1A}", "${A-B}", "${A B}", "$A", "${A?}"])
    func `what is no variable is refused`(_ text: String) {
        #expect(throws: ValueProblem.self) { try VariableText(text).value(["A": "1"]) }
    }

    @Test func `paths count from the configuration's folder`() throws {
        #expect(try FilePath.absolute("a/./b", folder: "/etc", home: nil) == "/etc/a/b")
        #expect(try FilePath.absolute("../b", folder: "/etc/x", home: nil) == "/etc/x/../b")
        #expect(try FilePath.absolute("~/b", folder: "/etc", home: "/home/me") == "/home/me/b")
        #expect(try FilePath.absolute("/b", folder: "/etc", home: nil) == "/b")
        #expect(FilePath.folder(of: "/c.yaml") == "/")
        #expect(FilePath.folder(of: "c.yaml") == FilePath.currentFolder)
        for path in ["", "~/x", "~you/x", "a\0b"] {
            #expect(throws: ValueProblem.self) { try FilePath.absolute(path, folder: "/", home: nil) }
        }
    }
}
