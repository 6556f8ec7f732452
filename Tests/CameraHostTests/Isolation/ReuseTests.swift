// SPDX-License-Identifier: Apache-2.0
import ClusterState
import Foundation
import Glibc
import Testing

@testable import CameraHost

/// Shared memory is used again from picture to picture, and by nobody while a camera may still look at it.
struct ReuseTests {
    private let cameras: FaultyCameras
    private let cluster = Cluster(limits: Limits(maxTasks: 100), cameras: 1)

    init() throws { cameras = try FaultyCameras(ProcessTests.isolation) }

    private func shutter(_ host: CameraHost, _ round: Int) throws {
        for task in 1...5 { try cluster.task("received", round * 5 + task, #""args": "(\#(round),)""#) }
        host.shutter(cluster.snapshot(), context: cameras.context())
        #expect(host.waitUntilIdle())
        cluster.state.advance(camera: 0, to: host.cursors[0])
    }

    /// The pictures that a process has mapped, as `/proc` has them.
    private func pictures(_ pid: Int32) throws -> [Substring] {
        try String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8).split(separator: "\n")
            .filter { $0.contains("memfd:evcam-snapshot") }
    }

    private func descriptors(_ pid: Int32) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }

    @Test func `many shutters need no more memory or descriptors than a few`() throws {
        try cameras.add("one")
        let host = cameras.host()
        try host.start()
        for round in 1...3 { try shutter(host, round) }
        let pid = try #require(host.reports[0].pid)
        let before = (try pictures(pid), try descriptors(pid))
        // The delta and the whole state.
        #expect(before.0.count == 2)
        for round in 4...60 { try shutter(host, round) }
        #expect(try pictures(pid) == before.0 && descriptors(pid) == before.1)
        #expect(host.reports[0].ok == 60)
        #expect(host.close().isEmpty)
    }

    @Test func `a process maps pictures for reading only`() throws {
        try cameras.add("one")
        let host = cameras.host()
        try host.start()
        try shutter(host, 1)
        let pid = try #require(host.reports[0].pid)
        #expect(try pictures(pid).allSatisfy { $0.contains(" r--s ") })
        #expect(host.close().isEmpty)
        // What it could try: the descriptor is sealed against every later writable mapping, also by mprotect.
        let memory = try SharedMemory()
        let mapped = mmap(nil, 4096, PROT_READ, MAP_SHARED, memory.descriptor, 0)
        #expect(mapped != MAP_FAILED && mprotect(mapped, 4096, PROT_READ | PROT_WRITE) != 0)
        munmap(mapped, 4096)
    }

    @Test func `pictures that are kept get memory of their own, which is used again once they are let go`() throws {
        try cameras.add("keeper", ["retain": .bool(true), "details": .bool(true)])
        let host = cameras.host()
        try host.start()
        for round in 1...4 { try shutter(host, round) }
        let pid = try #require(host.reports[0].pid)
        let before = try pictures(pid).count
        for round in 5...40 { try shutter(host, round) }
        // The one in use, the one that is kept, and one of each that was let go meanwhile.
        #expect(try pictures(pid).count <= max(before, 6))
        #expect(host.reports[0].ok == 40)
        #expect(host.close().isEmpty)
    }

    @Test func `what a dead process kept is nobody's any more`() throws {
        try cameras.add("keeper", ["retain": .bool(true)])
        let host = cameras.host()
        try host.start()
        for round in 1...3 { try shutter(host, round) }
        let pid = try #require(host.reports[0].pid)
        kill(pid, SIGKILL)
        for round in 4...12 where host.reports[0].pid == nil || host.reports[0].pid == pid || round < 8 {
            cameras.clock.advance(seconds: 61)
            try shutter(host, round)
        }
        let next = try #require(host.reports[0].pid)
        #expect(next != pid && host.reports[0].restarts >= 1)
        #expect(try (1...4).contains(pictures(next).count))
        #expect(host.close().isEmpty)
    }
}
