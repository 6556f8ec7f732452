// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Foundation
import Testing

struct RotationTests {
    private let start = 1_700_000_000.0

    private func record(_ count: Int, every seconds: Double = 1, with camera: StagedCamera) {
        for number in 1...count {
            let snapshot = SnapshotBuilder(
                sequence: UInt64(number), base: UInt64(number - 1), revision: UInt64(number),
                takenAt: start + Double(number - 1) * seconds)
            snapshot.task("u\(number)", revision: UInt64(number))
            #expect(camera.shutter(snapshot) == EVCAM_OK)
        }
    }

    @Test func `a file rotates before it grows beyond its size`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera(["rotate_size": "1000"]))
        record(9, with: camera)
        let files = try recording.files
        #expect(files.first == "recording.jsonl")
        #expect(files.count > 2)
        for file in files {
            let size = try FileManager.default.attributesOfItem(atPath: "\(recording.folder)/\(file)")[.size] as? Int
            #expect(size ?? .max <= 1_000)
        }
        #expect(files[1].hasPrefix("recording.jsonl.20231114T2213"))
    }

    @Test func `a file rotates by the snapshots' time, also over a restart`() throws {
        let recording = try Recording()
        record(3, every: 60, with: try #require(recording.camera(["rotate_age": "5m"])))
        #expect(try recording.files == ["recording.jsonl"])
        let camera = try #require(recording.camera(["rotate_age": "5m"]))
        #expect(camera.start() == EVCAM_OK)
        let snapshot = SnapshotBuilder(base: 3, revision: 4, takenAt: start + 300)
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(try recording.files == ["recording.jsonl", "recording.jsonl.20231114T221820.000Z"])
        #expect(try recording.lines.count == 1)
    }

    @Test func `rotations at the same time get different names`() throws {
        let recording = try Recording()
        record(4, every: 0, with: try #require(recording.camera(["rotate_size": "1"])))
        #expect(
            try recording.files == [
                "recording.jsonl", "recording.jsonl.20231114T221320.000Z", "recording.jsonl.20231114T221320.001Z",
                "recording.jsonl.20231114T221320.002Z",
            ])
    }

    @Test func `a rotated file is compressed and zcat reads it`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera(["rotate_size": "1", "gzip": "true", "sync": "data"]))
        record(2, with: camera)
        #expect(try recording.files == ["recording.jsonl", "recording.jsonl.20231114T221321.000Z.gz"])
        let zcat = Process()
        zcat.executableURL = URL(fileURLWithPath: "/bin/sh")
        zcat.arguments = ["-c", "exec zcat \"$0\"", recording.path + ".20231114T221321.000Z.gz"]
        let pipe = Pipe()
        zcat.standardOutput = pipe
        try zcat.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        zcat.waitUntilExit()
        #expect(zcat.terminationStatus == 0)
        #expect(text.contains("\"uuid\":\"u1\""))
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `a compression that was broken off is taken up by the cleanup`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera(["rotate_size": "1", "gzip": "true"]))
        camera.host.isCancelled = true
        record(2, with: camera)
        #expect(try recording.files == ["recording.jsonl", "recording.jsonl.20231114T221321.000Z"])
        try Data("half".utf8).write(to: URL(fileURLWithPath: recording.path + ".20231114T221321.000Z.gz.tmp"))
        camera.host.isCancelled = false
        #expect(camera.cleanup(now: start).result == EVCAM_OK)
        #expect(try recording.files == ["recording.jsonl", "recording.jsonl.20231114T221321.000Z.gz"])
    }

    @Test func `cleanup keeps the newest files`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera(["rotate_size": "1", "keep_files": "2"]))
        record(6, with: camera)
        let cleanup = camera.cleanup(now: start + 5)
        #expect(cleanup.result == EVCAM_OK)
        #expect(cleanup.deleted == 3)
        #expect(
            try recording.files == [
                "recording.jsonl", "recording.jsonl.20231114T221324.000Z", "recording.jsonl.20231114T221325.000Z",
            ])
        #expect(camera.cleanup(now: start + 5).deleted == 0)
    }

    @Test func `cleanup deletes by age, and nothing that is not its own`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera(["rotate_size": "1", "keep": "1h"]))
        record(3, every: 3_000, with: camera)
        let foreign = ["recording.jsonl.old", "recording.jsonl.20200101T000000.000Z.bak", "other.20200101T000000.000Z"]
        for name in foreign { try Data().write(to: URL(fileURLWithPath: "\(recording.folder)/\(name)")) }
        #expect(camera.cleanup(now: start + 6_601).deleted == 1)
        #expect(try recording.files.count == 2 + foreign.count)
    }

    @Test func `the same snapshots make the same files`() throws {
        func files() throws -> [String: Data] {
            let recording = try Recording()
            let camera = try #require(recording.camera(["rotate_size": "900", "gzip": "true"]))
            record(20, with: camera)
            var contents: [String: Data] = [:]
            for file in try recording.files {
                contents[file] = try Data(contentsOf: URL(fileURLWithPath: "\(recording.folder)/\(file)"))
            }
            return contents
        }
        #expect(try files() == files())
    }
}
