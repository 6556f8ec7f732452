// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `evcam snapshot`: what Celery 5.6.3 itself arrives at, in the same form.
struct SnapshotTests {
    private static let golden: String = {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden/"
    }()

    /// The golden files were printed by Celery's own receiver and state, fed the same file with the same options.
    @Test(arguments: [
        ("every-2", ["--celery-exact", "--every", "2"]),
        ("every-2--clear-after", ["--celery-exact", "--every", "2", "--clear-after"]),
        ("here-3", ["--celery-exact", "--here", "3"]),
        ("no-localize", ["--celery-exact", "--no-localize"]),
        // Without the switch the timestamps are the only difference here.
        ("no-localize", []),
    ])
    func `the form and the figures are Celery's`(name: String, options: [String]) throws {
        let expected = try String(contentsOfFile: Self.golden + "tiny-\(name).json", encoding: .utf8)
        let run = try Evcam.run(["snapshot", Self.golden + "tiny.ndjson"] + options)
        #expect(run.status == 0)
        #expect(run.output == expected)
        #expect(run.errors == "")
    }

    @Test func `standard input is read to its end, or for so long`() throws {
        let expected = try String(contentsOfFile: Self.golden + "tiny-no-localize.json", encoding: .utf8)
        let input = try String(contentsOfFile: Self.golden + "tiny.ndjson", encoding: .utf8)
        let whole = try Evcam(["snapshot", "-"])
        whole.feed(input)
        whole.closeInput()
        #expect(whole.end().output == expected)
        // This one's input has no end.
        let short = try Evcam(["snapshot", "-", "--for", "100ms"])
        let run = short.end()
        #expect(run.status == 0)
        #expect(run.output.hasPrefix(#"{"errors":0,"event_count":0,"now":null,"#))
    }

    @Test func `broken lines and missing files are named`() throws {
        let folder = try TemporaryFolder()
        try folder.write(Recording.heartbeat(1000) + "{broken\n" + Recording.heartbeat(1001), to: "events")
        let broken = try Evcam.run(["snapshot", "events"], in: folder.path)
        #expect(broken.status == 0)
        #expect(broken.errors.hasPrefix("evcam: events:2: the message is not JSON"))
        #expect(broken.output.contains(#""event_count":2,"#))
        let missing = try Evcam.run(["snapshot", "none"], in: folder.path)
        #expect(missing.status == 66)
        #expect(missing.errors.contains("cannot open 'none': No such file or directory"))
    }
}
