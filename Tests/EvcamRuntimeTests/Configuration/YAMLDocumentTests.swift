// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import EvcamRuntime

@Suite struct YAMLDocumentTests {
    private func read(_ bytes: some Sequence<UInt8>) -> (YAMLNode?, [Diagnostic]) {
        var report = DiagnosticReport(source: SourceText(file: "f", bytes: bytes))
        let document = YAMLDocument(&report)
        return (document.root, report.diagnostics)
    }

    private func read(_ text: String) -> (YAMLNode?, [Diagnostic]) { read(text.utf8) }

    @Test func `nodes carry their places`() throws {
        let (root, mistakes) = read("a: [1, 'x']\r\nbé: {c: d}\n")
        #expect(mistakes.isEmpty)
        let pair = try #require(root?.pair("bé"))
        #expect(pair.keySpan.start == SourcePosition(line: 2, column: 1))
        #expect(pair.value["c"]?.span.start == SourcePosition(line: 2, column: 9))
        #expect(pair.value["c"]?.span.end == SourcePosition(line: 2, column: 10))
    }

    @Test(arguments: [
        ("no", YAMLScalar.Meaning.text), ("on", .text), ("true", .bool(true)), ("~", .null), ("", .null),
        ("010", .int(10)), ("0x1F", .int(31)), ("0o17", .int(15)), ("+12", .int(12)), ("1e3", .float(1000)),
        (".5", .float(0.5)), ("-.inf", .float(-.infinity)), ("1_000", .text), ("inf", .text), ("0x-1", .text),
        ("1.", .float(1)), ("12:30", .text), ("99999999999999999999", .float(1e20)), (".", .text), ("1e", .text),
    ])
    func `plain scalars have the types of YAML's core schema`(_ text: String, _ meaning: YAMLScalar.Meaning) {
        #expect(YAMLScalar(text: text, isQuoted: false).meaning == meaning)
        #expect(YAMLScalar(text: text, isQuoted: true).meaning == .text)
    }

    @Test(arguments: [
        ("a: 1\n\tb: 2\n", "a tab cannot indent in YAML", 2, 1),
        ("a: @x", "a value cannot begin with `@`", 1, 4),
        ("a: 'x\nb: 1\n", "this quote is never closed", 1, 4),
        ("a: b: c", "this is not YAML: mapping values are not allowed in this context", 1, 5),
        ("a: 1\n---\nb: 2\n", "a second document begins here", 2, 1),
        ("a: *b", "there is no anchor `&b` above this alias", 1, 4),
        ("a: &a [*a]", "`*a` stands inside what it stands for", 1, 8),
        ("? [a]\n: b", "a key must be text, not a list", 1, 3),
        ("a: !ruby/object x", "the tag `!ruby/object` means nothing here", 1, 4),
        ("a: {<<: x}", "`<<` takes a map or a list of maps, not text", 1, 9),
        ("a: [1, 2\nb: 3\n", "this does not go on the list or map that begins in line 1", 2, 2),
        ("a: {b: ${C}}", "inside `{…}` and `[…]` YAML takes the bracket of a variable for its own", 1, 9),
        ("a: \u{7}", "a control character has no place in YAML", 1, 4),
    ])
    func `broken YAML is shown at its place`(_ text: String, _ message: String, _ line: Int, _ column: Int) {
        let (_, mistakes) = read(text)
        #expect(mistakes.map(\.message) == [message])
        guard case .span(let span)? = mistakes.first?.place else {
            Issue.record("no place")
            return
        }
        #expect(span.start == SourcePosition(line: line, column: column))
    }

    @Test func `bytes that are not UTF-8 are shown at their place`() {
        let (root, mistakes) = read(Array("a: 1\nbé: ".utf8) + [0xFF, 0xFE])
        #expect(root == nil)
        #expect(mistakes.map(\.message) == ["this is not UTF-8"])
        #expect(mistakes.first?.place == .span(.span(at: SourcePosition(line: 2, column: 5))))
    }

    @Test func `a byte order mark is passed over`() {
        let (root, mistakes) = read([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8))
        #expect(mistakes.isEmpty)
        #expect(root?.pair("a")?.keySpan.start == SourcePosition(line: 1, column: 1))
    }

    @Test func `merged keys come behind a map's own`() {
        let (root, mistakes) = read("x-a: &a {k: 1, l: 2}\nb: {<<: *a, k: 3}\nc: {<<: [{k: 4}, *a]}\n")
        #expect(mistakes.isEmpty)
        #expect(root?["b"]?["k"]?.content == .scalar(YAMLScalar(text: "3", isQuoted: false)))
        #expect(root?["b"]?["l"]?.content == .scalar(YAMLScalar(text: "2", isQuoted: false)))
        #expect(root?["c"]?["k"]?.content == .scalar(YAMLScalar(text: "4", isQuoted: false)))
    }

    @Test func `an alias bomb is refused`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\([String](repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        let (root, mistakes) = read(text)
        #expect(root == nil)
        #expect(mistakes.map(\.message) == ["the file holds more than 50000 values, aliases written out"])
    }

    @Test func `deep nesting is refused, by itself and through aliases`() {
        let (_, flow) = read(String(repeating: "[", count: 100_000))
        #expect(flow.map(\.message) == ["this is nested more than 64 deep"])
        var text = "a0: &a0 [x]\n"
        for level in 1...100 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        let (_, aliases) = read(text)
        #expect(aliases.map(\.message) == ["this is nested more than 64 deep"])
    }

    @Test func `a file of 100 MB is refused unread, as are folders and missing files`() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("evcam-\(UUID()).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 100_000_000)
        try handle.close()
        for (file, message) in [
            (path, "it has 100000000 bytes; a configuration has 1000000 at most"), ("/tmp", "it is not a file"),
            ("/nowhere/x.yaml", "it cannot be opened: No such file or directory"),
        ] {
            #expect(throws: ConfigurationError.self) { try ConfigurationLoader.load(path: file, environment: [:]) }
            let draft = ConfigurationLoader.draft(path: file, environment: [:])
            do { _ = try draft.finish() } catch { #expect(error.diagnostics.map(\.message) == [message]) }
        }
    }

    @Test func `no text makes it crash`() {
        let seeds = [
            "broker: amqp://u:${P}@h//\ncameras: [{camera: console, options: {a: [1, {b: c}]}}]\n",
            "a: &x {<<: *x}\n? !!map {}\n: - |2-\n  ' \"\\x\n", "%YAML 9.9\n--- !<tag> &a *a\n...\n",
            "maxrate: 1e999/h\nfreq: -1e400\nlimits: {max_pending: 9e99TB, max_tasks: 0xffffffffffffffffff}\n",
            "\u{FEFF}\u{2028}x: ${\ny: $${A:-${B}}\nz: ${}\r\rq: \"\\ud800\"\n",
            "cameras:\n- &c {camera: ~/x, tasks: {include: ['[', '[!', '[]', '[z-a]']}, truncate: {}}\n- *c\n- *c\n",
        ].map { Array($0.utf8) }
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for round in 0..<3000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...random(6) where !bytes.isEmpty {
                let place = random(bytes.count)
                switch random(4) {
                case 0: bytes[place] = UInt8(random(256))
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(Array("{}[]:,&*!|>'\"%@`$-?#\n\t ".utf8)[random(22)], at: place)
                default: bytes.insert(contentsOf: seeds[random(seeds.count)].prefix(random(40)), at: place)
                }
            }
            let draft = ConfigurationLoader.draft(bytes: bytes, file: "f", environment: [:], overrides: .init())
            _ = try? draft.finish()
        }
    }
}
