// SPDX-License-Identifier: Apache-2.0
import Testing

/// What a person at a terminal sees.
struct TerminalTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func record(_ cameras: [String]) throws -> Evcam.Ending {
        try Evcam.run(
            ["record", "--replay", Recording.bundled, "--speed", "max"] + cameras, in: folder.path,
            environment: ["TERM": "xterm-256color"], terminal: (24, 80))
    }

    @Test func `without a console a progress line tells how far it is, and is gone at the end`() throws {
        let run = try record(["--camera", "jsonl", "--option", "path=x.jsonl"])
        #expect(run.status == 0)
        let clear = "\r\u{1B}[2K"
        #expect(run.output.contains(clear + "replaying: "))
        #expect(run.output.contains(" tasks in memory at 2026-11-23 06:28:"))
        #expect(run.output.contains(clear + "evcam: recorded 1858 events"))
        let progress = run.output.split(separator: clear).filter { $0.hasPrefix("replaying") }
        #expect(progress.allSatisfy { $0.count < 80 })
    }

    @Test func `what is logged clears the progress line`() throws {
        try folder.write(Recording.heartbeat(1000) + "garbage\n", to: "events")
        let run = try Evcam.run(
            ["record", "--replay", "events", "--speed", "max", "--camera", "minimal", "--option", "path=x"],
            in: folder.path, terminal: (24, 80))
        #expect(run.output.contains("\r\u{1B}[2K["))
    }

    @Test func `the console draws alone, and the closing line stands below its picture`() throws {
        let run = try record(["--camera", "console"])
        #expect(run.status == 0)
        #expect(!run.output.contains("replaying: "))
        #expect(run.output.contains("\u{1B}["))
        #expect(run.output.hasSuffix("nothing lost\r\n"))
        let last = run.output.split(separator: "\u{1B}[J").last.map(String.init)
        #expect(last?.hasPrefix("evcam: recorded 1858 events") == true)
    }
}
