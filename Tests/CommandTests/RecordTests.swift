// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `evcam record` from its start to the recording's end.
struct RecordTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Records the bundled recording with several cameras, and returns the jsonl.
    private func record(_ name: String, speed: String = "max", _ more: [String] = []) throws -> Evcam.Ending {
        try Evcam.run(
            [
                "record", "--replay", Recording.bundled, "--speed", speed, "--camera", "jsonl", "--camera", "minimal",
                "--option", "jsonl.path=\(name).jsonl", "--option", "minimal.path=\(name).txt",
            ] + more, in: folder.path)
    }

    /// The lines of a recording as objects, without what may differ from run to run.
    private func lines(_ name: String) throws -> [String] {
        try (folder.read(name) ?? "").split(separator: "\n").map { line in
            var object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            if object["kind"] as? String != "snapshot" { return String(line) }
            object["epoch"] = nil
            let lanes = (object["lanes"] as? [[String: Any]] ?? []).map { lane in
                lane.filter { !["overdue", "total_seconds", "last_seconds"].contains($0.key) }
            }
            object["lanes"] = lanes
            let data = try JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
            return String(decoding: data, as: UTF8.self)
        }
    }

    @Test func `three cameras record the bundled recording, and the closing line says what each got`() throws {
        let run = try record("a", ["--camera", "console"])
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.output.hasPrefix("-> evcam: Taking snapshots with jsonl, minimal, console (every 1.0 secs.)\n"))
        #expect(
            run.closingLine
                == "evcam: recorded 1858 events, 453 tasks in memory, 20 snapshots; "
                + "jsonl: 20 delivered; minimal: 20 delivered; console: 20 delivered; nothing lost")
        let written = try lines("a.jsonl")
        #expect(written.count { $0.contains(#""kind":"snapshot""#) } == 20)
        #expect(written.contains { $0.contains(#""final":true"#) && $0.contains("\"taken_at\":1795415308.994") })
        #expect(folder.read("a.txt") != nil)
    }

    @Test func `a deterministic recording comes out the same, byte for byte, also beside slow cameras`() throws {
        let slow = ["--camera", "faulty", "--option", "faulty.record=/dev/null"]
        for name in ["a", "b"] {
            #expect(try record(name, ["--deterministic"] + slow + ["--option", "faulty.details=true"]).status == 0)
        }
        let first = try #require(folder.read("a.jsonl"))
        #expect(first == folder.read("b.jsonl"))
        #expect(!first.isEmpty && !first.contains("epoch\":\"2"))
    }

    @Test func `other recordings differ in the header's epoch and timings alone`() throws {
        for name in ["a", "b"] { #expect(try record(name).status == 0) }
        #expect(folder.read("a.jsonl") != folder.read("b.jsonl"))
        #expect(try lines("a.jsonl") == lines("b.jsonl"))
    }

    @Test func `at a recorded pace quiet stretches have their pictures, and no time is lost`() throws {
        let start = ContinuousClock.now
        let run = try record("a", speed: "100x")
        #expect(ContinuousClock.now - start >= .milliseconds(244))
        #expect(run.status == 0)
        #expect(run.closingLine.hasPrefix("evcam: recorded 1858 events, 453 tasks in memory, 25 snapshots; "))
        let times = try lines("a.jsonl").compactMap { line -> Double? in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object?["taken_at"] as? Double
        }
        let begin = 1_795_415_284.5145297
        // One second after the other, as recorded; merged ones are missing, the last is the recording's end.
        for time in times.dropLast() { #expect(abs((time - begin).rounded() - (time - begin)) < 1e-3) }
        #expect(times == times.sorted())
        #expect(times.last == 1_795_415_308.9943707)
    }

    @Test func `a camera may be named, and several get their options by name`() throws {
        let run = try Evcam.run(
            [
                "record", "--replay", Recording.bundled, "--speed", "max", "--camera", "jsonl", "--option",
                "path=x.jsonl",
            ],
            in: folder.path)
        #expect(run.status == 0)
        #expect(folder.names == ["x.jsonl"])
    }

    @Test func `one word less: the console alone needs no option`() throws {
        let run = try Evcam.run(
            ["record", "--replay", Recording.bundled, "--speed", "max", "--camera", "console"], in: folder.path)
        #expect(run.status == 0)
        #expect(run.output.contains("w1@alpha"))
    }

    @Test func `a reader that goes away stops one camera and no other`() throws {
        let evcam = try Evcam(
            [
                "record", "--replay", "-", "--speed", "max", "--camera", "console", "--camera", "jsonl", "--option",
                "console.every=0s", "--option", "jsonl.path=x.jsonl",
            ], in: folder.path)
        evcam.output.wait(for: "Taking snapshots")
        evcam.output.stop()
        for second in 0..<100 { evcam.feed(Recording.task(second, "received", 1000 + Double(second))) }
        evcam.closeInput()
        let run = evcam.end()
        #expect(run.status == 75)
        #expect(
            run.errors.contains("is off from now on; shutter failed for good: cannot write the picture: Broken pipe"))
        let written = try #require(folder.read("x.jsonl"))
        #expect(written.split(separator: "\n").count { $0.hasPrefix(#"{"kind":"snapshot""#) } == 100)
        #expect(written.contains(#""final":true"#))
    }
}
