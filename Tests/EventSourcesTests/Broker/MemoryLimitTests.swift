// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import EventSources

@Suite struct MemoryLimitTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "evcam-memory-\(UUID())")

    private func bytes(_ files: [String: String]) throws -> UInt64 {
        defer { try? FileManager.default.removeItem(at: root) }
        for (name, text) in files {
            let file = root.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return MemoryLimit.bytes(root: root.path, physical: 8_000)
    }

    @Test func `without control groups it is the machine's memory`() throws {
        #expect(try bytes([:]) == 8_000)
        #expect(try bytes(["proc/self/cgroup": "nonsense\n0::"]) == 8_000)
    }

    @Test func `the least limit of a group and those around it counts`() throws {
        let group = ["proc/self/cgroup": "0::/system.slice/evcam.service\n"]
        let folder = "sys/fs/cgroup/system.slice"
        let inner = "\(folder)/evcam.service/memory.max"
        #expect(try bytes(group.merging([inner: "max\n"]) { $1 }) == 8_000)
        #expect(try bytes(group.merging([inner: "3000\n"]) { $1 }) == 3_000)
        #expect(try bytes(group.merging([inner: "3000\n", "\(folder)/memory.max": "2000\n"]) { $1 }) == 2_000)
    }

    @Test func `a container's own limit lies at the root`() throws {
        #expect(try bytes(["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "4096\n"]) == 4_096)
        let old = "11:cpu:/docker/a\n4:memory:/docker/a\n"
        let file = "sys/fs/cgroup/memory/memory.limit_in_bytes"
        #expect(try bytes(["proc/self/cgroup": old, file: "5000\n"]) == 5_000)
        // What version 1 says when there is none.
        #expect(try bytes(["proc/self/cgroup": old, file: "9223372036854771712\n"]) == 8_000)
    }

    @Test func `this process may use some memory`() { #expect(MemoryLimit.bytes() > 1 << 20) }
}
