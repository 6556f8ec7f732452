// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Foundation
import Glibc
import Logging
import Testing

/// Processes that end, and what their host does about it.
struct RestartTests {
    private let cameras: FaultyCameras
    private let mark: String

    init() throws {
        cameras = try FaultyCameras(ProcessTests.isolation)
        mark = cameras.folder.path + "/mark"
    }

    private func shutter(_ host: CameraHost) {
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        #expect(host.waitUntilIdle())
    }

    @Test func `a process that ends between two shutters costs none`() throws {
        try cameras.add("one")
        let host = cameras.host()
        try host.start()
        shutter(host)
        kill(try #require(host.reports[0].pid), SIGKILL)
        while let pid = host.reports[0].pid,
            (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?.contains(") Z") == false
        {
            sched_yield()
        }
        shutter(host)
        let report = host.reports[0]
        #expect((report.ok, report.retry, report.ends, report.restarts) == (2, 0, 1, 1))
        #expect(
            cameras.log.lines.contains {
                $0.message.contains("while nothing was asked of it, its process was ended by signal 9")
            })
        #expect(host.close().isEmpty)
        #expect(
            cameras.calls("one") == [
                "create", "start", "shutter", "create", "start", "shutter", "flush", "stop", "destroy",
            ])
    }

    @Test func `the breaker opens visibly, goes on trying and closes`() throws {
        try cameras.add("good")
        // The fault's mark cannot be made, so there is none; or it can be made each time, and there is one each time.
        try cameras.add("bad", ["fault": .text("abort"), "fault_mark": .text(mark)])
        let host = cameras.host()
        try host.start()
        for _ in 1...8 {
            cameras.clock.advance(seconds: 61)
            shutter(host)
            try FileManager.default.removeItem(atPath: mark)
        }
        #expect(host.reports[0].ok == 8)
        let broken = host.reports[1]
        #expect((broken.ok, broken.ends, broken.restarts, broken.isBreakerOpen) == (0, 8, 7, true))
        #expect(broken.lastError?.contains("signal 6") == true)
        #expect(
            cameras.log.lines.count { $0.level == .error && $0.message.contains("has ended 5 times in a row") } == 1)
        // Not before its time, and then the reason says when.
        shutter(host)
        #expect(host.reports[1].ends == 8)
        #expect(host.reports[1].lastError?.contains(/started again in \d/) == true)
        // Its trouble is over.
        try Data().write(to: URL(fileURLWithPath: mark))
        cameras.clock.advance(seconds: 61)
        shutter(host)
        #expect(host.reports[1].ok == 1 && !host.reports[1].isBreakerOpen)
        #expect(cameras.log.lines.contains { $0.message == "its process works again" })
        #expect(host.close().isEmpty)
    }

    @Test func `a camera that dies in create or start ends the start and is named`() throws {
        try cameras.add("good")
        for (name, function) in [("early", "create"), ("late", "start")] {
            try cameras.add(name, ["fault": .text("trap"), "fault_in": .text(function)])
        }
        let failure = #expect(throws: StartFailure.self) { try cameras.host().start() }
        let text = try #require(failure).description
        #expect(text == "camera `early` failed in create: its process was ended by signal 4 (Illegal instruction)")
        #expect(cameras.calls("good") == ["create", "destroy"])
    }

    @Test func `a camera that hangs in its start is named and leaves no process`() throws {
        try cameras.add("good")
        try cameras.add("stuck", ["fault": .text("spin"), "fault_in": .text("start")]) { $0.deadline = .seconds(4) }
        let host = CameraHost(
            cameras: cameras.cameras,
            settings: HostSettings(
                cluster: "test", stateDirectory: cameras.folder.path, closeDeadline: .seconds(4)),
            logger: cameras.log.logger)
        let failure = #expect(throws: StartFailure.self) { try host.start() }
        #expect(failure?.errors.map(\.code) == [.late])
        #expect(host.reports[1].pid == nil)
    }

    @Test func `a camera that hangs at the end is killed and keeps nobody`() throws {
        try cameras.add("stuck", ["fault": .text("spin"), "fault_in": .text("flush")])
        let host = CameraHost(
            cameras: cameras.cameras,
            settings: HostSettings(
                cluster: "test", stateDirectory: cameras.folder.path, closeDeadline: .seconds(4)),
            logger: cameras.log.logger)
        try host.start()
        shutter(host)
        let pid = try #require(host.reports[0].pid)
        #expect(host.close(cameras.state.snapshot(at: 2), context: cameras.context()).isEmpty)
        #expect(kill(pid, 0) != 0)
        #expect(cameras.log.lines.contains { $0.message.contains("flush failed") && $0.message.contains("killed") })
    }

    @Test func `a cleanup that dies is a cleanup lost, and the last picture comes without waiting`() throws {
        try cameras.add("one", ["fault": .text("abort"), "fault_in": .text("cleanup")])
        let host = cameras.host()
        try host.start()
        shutter(host)
        for _ in 1...2 {
            host.cleanup(now: 5)
            #expect(host.waitUntilIdle())
        }
        #expect(host.reports[0].ends == 1)
        #expect(host.close(cameras.state.snapshot(at: 2), context: cameras.context()).isEmpty)
        #expect((host.reports[0].ok, host.reports[0].restarts) == (2, 1))
        #expect(cameras.calls("one").suffix(3) == ["flush", "stop", "destroy"])
    }

    @Test func `what a dead camera leaves behind goes with it`() throws {
        try cameras.add("one", ["fault": .text("orphan"), "fault_mark": .text(mark)])
        let host = cameras.host()
        try host.start()
        let pid = try #require(host.reports[0].pid)
        shutter(host)
        // Its process group: killed children may still be on their way out.
        while kill(-pid, 0) == 0 { sched_yield() }
        #expect(errno == ESRCH)
        #expect(host.close().isEmpty)
    }

    @Test(arguments: ["create", "start"]) func `a camera that refuses to be started again is tried again`(
        function: String
    ) throws {
        // Refuses from the moment on at which the mark can be made no more.
        let gate = cameras.folder.path + "/gate"
        try cameras.add(
            "one", ["fault": .text("wrong-code"), "fault_in": .text(function), "fault_mark": .text(gate + "/mark")])
        let host = cameras.host()
        try host.start()
        shutter(host)
        try FileManager.default.createDirectory(atPath: gate, withIntermediateDirectories: false)
        kill(try #require(host.reports[0].pid), SIGKILL)
        while host.reports[0].restarts == 0 {
            shutter(host)
            cameras.clock.advance(seconds: 61)
        }
        shutter(host)
        let report = host.reports[0]
        // Its end, and the refusal by the one process that could make the mark.
        #expect((report.ends, report.restarts, report.isOff) == (2, 1, false))
        #expect(report.ok == report.shutters - report.retry && report.ok >= 2)
        #expect(cameras.log.lines.contains { $0.message.contains("started again, but said: it answered 77") })
        #expect(host.close().isEmpty)
        let calls = cameras.calls("one")
        #expect(function == "create" || calls.contains("destroy") && calls.last == "destroy")
    }
}
