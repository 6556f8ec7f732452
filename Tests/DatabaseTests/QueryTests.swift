// SPDX-License-Identifier: Apache-2.0

import Foundation
import ServerFixtures
import Testing

/// `evcam query` and `evcam report` on what the built evcam's own cameras recorded: the repository's recording, once in
/// a database file, once at a server, once in lines.
@Suite final class QueryTests {
    private struct Recorded {
        let folder: String
        let server: PostgresServer
        /// As a user names them: sqlite, postgres, jsonl.
        let addresses: [String]
    }

    private static let recorded = Result { () throws -> Recorded in
        let folder = try FixtureFolder.make("query")
        let server = try PostgresServer()
        let addresses = ["recording.sqlite", server.url(), "recording.jsonl"]
        try Shell.run(
            """
            cd \(folder); \(BuiltEvcam.path) record --replay \(Shell.quoted(BuiltEvcam.recording)) --speed max \
            --camera sqlite -o sqlite.path=\(addresses[0]) -o sqlite.history=true \
            --camera postgres -o postgres.url=\(addresses[1]) -o postgres.history=true \
            --camera jsonl -o jsonl.path=\(addresses[2]) -o jsonl.rotate_size=100kB -o jsonl.gzip=true
            """)
        return Recorded(folder: folder, server: server, addresses: addresses)
    }

    /// What the built evcam prints and ends with.
    private static func run(_ arguments: String) throws -> (output: String, errors: String, status: String) {
        let folder = try recorded.get().folder
        let name = UUID().uuidString
        let output = try Shell.run(
            "cd \(folder); COLUMNS=100 \(BuiltEvcam.path) \(arguments) 2>\(name).errors; echo $? >\(name).status")
        let read = { (end: String) in try String(contentsOfFile: "\(folder)/\(name).\(end)", encoding: .utf8) }
        return (output, try read("errors"), try read("status").trimmingCharacters(in: .newlines))
    }

    /// What is the same in all three: no epoch, since each of them began its own; times to the microsecond or two.
    private static func objects(_ lines: String) throws -> [[String: String]] {
        try lines.split(separator: "\n").map { line in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            var texts: [String: String] = [:]
            for (key, value) in object where key != "epoch" && key != "history" {
                if value is [String: Any] {
                    let sorted = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
                    texts[key] = String(decoding: sorted, as: UTF8.self)
                    continue
                }
                // Databases hold no NUL.
                texts[key] = "\(value)".replacing("\0", with: "")
                if let number = value as? Double, number > 1e9 { texts[key] = String(format: "%.4f", number + 2e-6) }
            }
            return texts
        }
    }

    @Test(arguments: [
        "", "--failed", "--task 'proj.[a-f]*' --worker '*@beta'", "--slowest --limit 20",
        "--state retry --state revoked",
        "--since 2026-11-23T06:28:15Z --until 2026-11-23T06:28:20Z", "--uuid 3",
    ])
    func `each camera's recording answers with the same tasks`(options: String) throws {
        let answers = try Self.recorded.get().addresses.map { address in
            let run = try Self.run("query '\(address)' --json \(options)")
            #expect(run.status == "0")
            #expect(run.errors == "")
            return try Self.objects(run.output)
        }
        #expect(answers[0].count > 0)
        for other in [1, 2] {
            #expect(answers[0].map { $0["uuid"] } == answers[other].map { $0["uuid"] })
            for (one, two) in zip(answers[0], answers[other]) { #expect(Self.differences(one, two) == []) }
        }
    }

    /// Names of what differs by more than a rounding.
    private static func differences(_ one: [String: String], _ two: [String: String]) -> [String] {
        Set(one.keys).union(two.keys).filter { key in
            if let first = one[key].flatMap({ Double($0) }), let second = two[key].flatMap({ Double($0) }) {
                return abs(first - second) > 0.000_15
            }
            return one[key] != two[key]
        }.sorted()
    }

    @Test func `a table for people is the same, and tells how many more there are`() throws {
        let tables = try Self.recorded.get().addresses.map { try Self.run("query '\($0)' --failed --limit 3").output }
        #expect(tables[0] == tables[1])
        #expect(tables[0] == tables[2])
        let lines = tables[0].split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("TIME (UTC)           STATE    RUNTIME  "))
        #expect(lines[1].hasPrefix("2026-11-23 06:28:22  FAILURE "))
        #expect(lines[4] == "… 55 more; --limit 0 shows all")
    }

    @Test func `one task is shown whole, with its history`() throws {
        for address in try Self.recorded.get().addresses {
            let run = try Self.run("query '\(address)' --uuid 33c67658")
            #expect(
                run.output.hasPrefix(
                    "uuid            33c67658-fa90-426e-871b-5c5898f540fc\nname            proj.flaky\n"))
            #expect(run.output.contains("  RETRY     "))
            #expect(run.output.hasSuffix("SUCCESS   w2@beta\n"))
            let json = try Self.run("query '\(address)' --uuid 33c67658 --json").output
            #expect(json.contains("\"history\":[{\"state\":"))
        }
    }

    @Test func `a report is made of each, and tells the same`() throws {
        for (number, address) in try Self.recorded.get().addresses.enumerated() {
            let run = try Self.run("report '\(address)' -o \(number).html; ls")
            #expect(run.status == "0")
            #expect(run.output.contains("\(number).html\n"))
            #expect(!run.output.contains(".part"))
            let page = try String(contentsOfFile: Self.recorded.get().folder + "/\(number).html", encoding: .utf8)
            for text in ["23 Nov 2026, 06:28:0", "<dd>453<", "ZeroDivisionError", "doomed@delta", "3 alive at the end"]
            {
                #expect(page.contains(text), "\(text) in that of \(address)")
            }
        }
    }

    @Test func `what goes wrong is one sentence and an exit code`() throws {
        let old = try Self.run("query recording.sqlite --since 1h")
        #expect(old.status == "0")
        #expect(old.output == "")
        #expect(old.errors.contains("its newest event is of 2026-11-23 06:28:24 UTC, and --since 2026-11-23T05:28:24Z"))
        #expect(try Self.run("query recording.sqlite --uuid nobody").status == "66")
        #expect(try Self.run("query none.sqlite").status == "66")
        #expect(try Self.run("query '\(BuiltEvcam.recording)'").status == "65")
        #expect(try Self.run("query postgresql://u:geheim@127.0.0.1:1/d").status == "69")
        #expect(try !Self.run("query postgresql://u:geheim@127.0.0.1:1/d").errors.contains("geheim"))
        #expect(try Self.run("report recording.sqlite -o none/r.html").status == "73")
        #expect(try Self.run("query recording.sqlite --since yesterday").status == "64")
        #expect(try Self.run("query recording.sqlite --json --csv").status == "64")
        #expect(try Self.run("query recording.sqlite --task '[a'").status == "64")
        #expect(try Self.run("query recording.sqlite | head -n 1").errors == "")
    }

    @Test func `standard input is read, and CSV has a header`() throws {
        let folder = try Self.recorded.get().folder
        let lines = try Self.run("query - --csv <recording.jsonl").output
        #expect(lines.hasPrefix("uuid,name,state,"))
        #expect(folder.hasPrefix("/tmp/"))
    }

    /// Each command of docs/query.md and of the README that shows tables, and what stands below it.
    @Test(arguments: ["docs/query.md", "README.md"])
    func `the documentation shows what is printed`(page: String) throws {
        let text = try String(contentsOfFile: "\(BuiltEvcam.sources)/\(page)", encoding: .utf8)
        let pieces = text.components(separatedBy: "```")
        var shown = 0
        for (index, piece) in pieces.enumerated() where piece.hasPrefix("sh\n") && index + 2 < pieces.count {
            guard let command = piece.split(separator: "\n").last, command.hasPrefix("evcam query recording.sqlite"),
                pieces[index + 1].allSatisfy(\.isNewline), pieces[index + 2].hasPrefix("\n")
            else { continue }
            let run = try Self.run(String(command.dropFirst("evcam ".count)))
            // Each recording has an epoch of its own.
            func lines(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.hasPrefix("epoch") } }
            #expect(lines(run.output) == lines(pieces[index + 2]), "\(command)")
            shown += 1
        }
        #expect(shown == (page == "README.md" ? 1 : 3))
        let old = try Self.run("query recording.sqlite --since 1h").errors
        #expect(page == "README.md" || text.contains(old))
    }
}
