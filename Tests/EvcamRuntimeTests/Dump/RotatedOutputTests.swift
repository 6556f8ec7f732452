// SPDX-License-Identifier: Apache-2.0
import EventSources
import Foundation
import Testing

@testable import EvcamRuntime

@Suite struct RotatedOutputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private final class ManualTime { var now = 1795415843.038 }
    private let time = ManualTime()

    private func output(_ name: String, _ rotation: Rotation? = nil, gzip: Bool = false) throws -> RotatedOutput {
        try RotatedOutput(folder.path + "/" + name, rotation: rotation, compresses: gzip) { [time] in time.now }
    }

    private func write(_ text: String, to output: RotatedOutput) throws {
        let bytes = Array(text.utf8)
        let failure = bytes.withUnsafeBytes { bytes -> DumpError? in
            do throws(DumpError) { try output.write(bytes) } catch { return error }
            return nil
        }
        if let failure { throw failure }
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    /// The lines of what was written, plain or compressed.
    private func lines(_ name: String) throws -> [String] {
        let source = try ReplaySource(path: folder.path + "/" + name) { _, sentence in Issue.record("\(sentence)") }
        let batch = MessageBatch()
        var lines: [String] = []
        while case .messages = try source.receive(into: batch, maxMessages: 100, maxBytes: 1 << 20) {
            lines += batch.messages.map { batch.text($0.bytes) }
        }
        return lines
    }

    @Test(arguments: [false, true]) func `a file has its name once it is finished`(gzip: Bool) throws {
        let name = gzip ? "a.ndjson.gz" : "a.ndjson"
        let output = try output("a.ndjson", gzip: gzip)
        #expect(names == [name + ".part"])
        try write("one\n", to: output)
        try output.tick(time.now)
        if !gzip { #expect(try lines(name + ".part") == ["one"]) }
        try write("two\n", to: output)
        #expect(names == [name + ".part"])
        try output.finish()
        #expect(names == [name] && output.files == [folder.path + "/" + name])
        #expect(try lines(name) == ["one", "two"])
        try output.finish()
    }

    @Test func `no file is written over`() throws {
        _ = try folder.write("x", to: "a.ndjson")
        let error = #expect(throws: DumpError.self) { try self.output("a.ndjson") }
        #expect(error?.description.contains("a.ndjson' exists already; name another file") == true)
        #expect(error?.exitCode == 73)
        let output = try output("b.ndjson")
        #expect(throws: DumpError.self) { try self.output("b.ndjson") }
        _ = try folder.write("x", to: "b.ndjson")
        #expect(throws: DumpError.self) { try output.finish() }
        #expect(folder.read("b.ndjson") == "x" && names.contains("b.ndjson.part"))
        let missing = #expect(throws: DumpError.self) { try self.output("none/c") }
        #expect(missing?.description.contains("make its folder") == true)
    }

    @Test func `a new file begins when one is large enough`() throws {
        let output = try output("r.ndjson", .size(1000))
        for number in 0..<5 { try write(String(repeating: "\(number)", count: 599) + "\n", to: output) }
        try output.finish()
        #expect(
            names == [
                "r-20261123T063723.038Z.ndjson", "r-20261123T063723.039Z.ndjson", "r-20261123T063723.040Z.ndjson",
            ])
        #expect(try names.map { try lines($0).count } == [2, 2, 1])
    }

    @Test func `a new file begins when one is old enough, with the next line`() throws {
        let output = try output("r.txt.gz", .age(60))
        try write("one\n", to: output)
        time.now += 59
        try output.tick(time.now)
        try write("two\n", to: output)
        time.now += 1
        try output.tick(time.now)
        #expect(names == ["r-20261123T063723.038Z.txt.gz"])
        time.now += 100
        try output.tick(time.now)
        #expect(names.count == 1)
        try write("three\n", to: output)
        #expect(names == ["r-20261123T063723.038Z.txt.gz", "r-20261123T064003.038Z.txt.gz.part"])
        try output.finish()
        #expect(try lines("r-20261123T064003.038Z.txt.gz") == ["three"])
        #expect(try lines("r-20261123T063723.038Z.txt.gz") == ["one", "two"])
    }

    @Test func `a compressed file that is killed can be read up to the last look at the clock`() throws {
        var output: RotatedOutput? = try output("k.ndjson", gzip: true)
        try write(#"{"received": 1, "body": []}"# + "\n", to: try #require(output))
        try output?.tick(time.now)
        let copy = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/k.ndjson.gz.part"))
        output = nil
        try copy.write(to: URL(fileURLWithPath: folder.path + "/copy.gz"))
        var losses = 0
        let source = try ReplaySource(path: folder.path + "/copy.gz") { _, _ in losses += 1 }
        let batch = MessageBatch()
        guard case .messages = try source.receive(into: batch, maxMessages: 9, maxBytes: 999) else {
            Issue.record("nothing can be read")
            return
        }
        #expect(batch.messages.count == 1)
    }

    @Test(arguments: [
        ("100MB", Rotation.size(100_000_000)), ("1KB", .size(1000)), ("1h", .age(3600)), ("90s", .age(90)),
        ("1GiB", .size(1_073_741_824)),
    ])
    func `a size or a duration`(_ text: String, _ rotation: Rotation) throws {
        #expect(try Rotation(parsing: text) == rotation)
    }

    @Test(arguments: ["", "100", "1mb", "5 parsecs", "10B", "100ms", "-1h", "0s"])
    func `other texts are no rotation`(_ text: String) {
        let error = #expect(throws: RecorderError.self) { try Rotation(parsing: text) }
        #expect(error?.description.hasPrefix("--rotate: ") == true && error?.description.contains("; ") == true)
    }
}
