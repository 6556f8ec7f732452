// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Foundation
import Glibc
import Testing

struct RepairTests {
    private func shutter(_ number: UInt64, tasks: Int = 2) -> SnapshotBuilder {
        let snapshot = SnapshotBuilder(
            sequence: number, base: (number - 1) * 10, revision: number * 10, takenAt: 1_700_000_000 + Double(number))
        for index in 0..<tasks { snapshot.task("u\(number)-\(index)", revision: number * 10 - UInt64(index % 10)) }
        return snapshot
    }

    @Test func `a torn last line is cut off at the start`() throws {
        let recording = try Recording()
        #expect(try #require(recording.camera()).shutter(shutter(1)) == EVCAM_OK)
        let whole = try recording.text
        try recording.append("{\"kind\":\"task\",\"uuid\":\"to")
        let camera = try #require(recording.camera())
        #expect(camera.start() == EVCAM_OK)
        #expect(try recording.text == whole)
        #expect(camera.host.logs.map(\.message) == ["cut a torn last line off \(recording.path) bytes=25"])
        #expect(camera.shutter(shutter(2)) == EVCAM_OK)
        #expect(try recording.kinds == ["snapshot", "task", "task", "snapshot", "task", "task"])
    }

    @Test func `a snapshot cut short is named in the log and its whole lines stay`() throws {
        let recording = try Recording()
        #expect(try #require(recording.camera()).shutter(shutter(1, tasks: 5)) == EVCAM_OK)
        let text = try recording.text
        #expect(truncate(recording.path, off_t(text.utf8.count - 150)) == 0)
        let camera = try #require(recording.camera())
        #expect(camera.start() == EVCAM_OK)
        let kept = try recording.lines.count - 1
        #expect(kept < 5)
        #expect(camera.host.logs.last?.message.contains("was cut short") == true)
        #expect(camera.host.logs.last?.message.contains("lines=\(kept) of=5") == true)
        // The host never got an OK: it hands the delta over again.
        #expect(camera.shutter(shutter(1, tasks: 5)) == EVCAM_OK)
        #expect(try recording.lines.count == 1 + kept + 6)
    }

    @Test func `a torn file without a single newline is emptied`() throws {
        let recording = try Recording()
        try Data("{\"kind\":\"snap".utf8).write(to: URL(fileURLWithPath: recording.path))
        let camera = try #require(recording.camera())
        #expect(camera.start() == EVCAM_OK)
        #expect(try recording.text == "")
    }

    @Test func `what a kill left written but unconfirmed is not written twice`() throws {
        let recording = try Recording()
        #expect(try #require(recording.camera()).shutter(shutter(1)) == EVCAM_OK)
        let camera = try #require(recording.camera())
        #expect(camera.start() == EVCAM_OK)
        let merged = SnapshotBuilder(sequence: 2, base: 0, revision: 20)
        merged.task("u1-0", revision: 10)
        merged.task("u1-1", revision: 9)
        merged.task("u2", revision: 15)
        #expect(camera.shutter(merged) == EVCAM_OK)
        let lines = try recording.lines
        #expect(lines.map { $0["uuid"] as? String } == [nil, "u1-0", "u1-1", nil, "u2"])
        #expect(lines[3]["lines"] as? Int == 1)

        let other = SnapshotBuilder(sequence: 1, base: 0, revision: 20)
        other.header.epoch = other.arena.text("epoch-2")
        other.task("u1-0", revision: 10)
        #expect(camera.shutter(other) == EVCAM_OK)
        #expect(try recording.lines.count == 7)
    }

    /// The largest size the file system allows a file: writing beyond it fails without filling a disk.
    private func largestSize(of path: String) -> off_t {
        var low: off_t = 0
        var high = off_t.max
        while low < high {
            let middle = low + (high - low) / 2 + 1
            if truncate(path, middle) == 0 { low = middle } else { high = middle - 1 }
        }
        return low
    }

    @Test func `a write that fails half way leaves nothing behind and is retried`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera(["rotate_size": "9223372036854775807"]))
        #expect(camera.start() == EVCAM_OK)
        let size = largestSize(of: recording.path) - 100
        #expect(truncate(recording.path, size) == 0)
        #expect(camera.shutter(shutter(1)) == EVCAM_RETRY)
        #expect(camera.host.errors.last?.message.hasPrefix("cannot write \(recording.path): ") == true)
        var status = stat()
        #expect(stat(recording.path, &status) == 0)
        #expect(status.st_size == size)
        #expect(truncate(recording.path, 0) == 0)
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
        #expect(try recording.kinds == ["snapshot", "task", "task"])
    }

    private static let canMount: Bool = {
        let folder = NSTemporaryDirectory() + "/evcam-mount-\(getpid())"
        mkdir(folder, 0o755)
        defer { rmdir(folder) }
        guard mount("tmpfs", folder, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount2(folder, Int32(MNT_DETACH)) == 0
    }()

    @Test(.enabled(if: canMount)) func `a full disk costs nothing but time`() throws {
        let recording = try Recording()
        #expect(mount("tmpfs", recording.folder, "tmpfs", 0, "size=64k") == 0)
        defer { umount2(recording.folder, Int32(MNT_DETACH)) }
        let camera = try #require(recording.camera())
        #expect(camera.start() == EVCAM_OK)
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
        let before = try recording.text
        #expect(camera.shutter(shutter(2, tasks: 2_000)) == EVCAM_RETRY)
        #expect(try recording.text == before)
        let message = try #require(camera.host.errors.last?.message)
        #expect(message.contains("No space left on device") && message.contains(recording.path))
        #expect(camera.shutter(shutter(2, tasks: 3)) == EVCAM_OK)
        #expect(try recording.lines.count == 7)
    }

    @Test func `a file that was moved away is begun anew`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera())
        #expect(camera.start() == EVCAM_OK)
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
        try FileManager.default.moveItem(atPath: recording.path, toPath: recording.path + ".1")
        #expect(camera.shutter(shutter(2)) == EVCAM_OK)
        #expect(try recording.lines.count == 3)
        #expect(camera.host.logs.last?.message.contains("was moved or deleted") == true)
    }

    @Test func `two cameras do not share a file`() throws {
        let recording = try Recording()
        let first = try #require(recording.camera())
        let second = try #require(recording.camera())
        #expect(first.start() == EVCAM_OK)
        #expect(second.start() == EVCAM_CONFIG)
        #expect(second.host.errors.last?.message.contains("is being written by another camera") == true)
    }

    @Test(arguments: ["/nowhere/at/all.jsonl", "/dev/null", "/tmp"])
    func `a path that cannot be is a configuration error`(path: String) throws {
        let recording = try Recording()
        let camera = try #require(recording.camera(["path": path]))
        #expect(camera.created == EVCAM_OK)
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message.contains(path) == true)
        #expect(camera.host.errors.last?.message.contains("`path`") == true)
    }
}
