// SPDX-License-Identifier: Apache-2.0
import ClusterState
import Foundation
import Logging
import Testing

@testable import CameraHost

struct LaneTests {
    private let cameras: FaultyCameras

    init() throws { cameras = try FaultyCameras() }

    /// Runs shutters one by one, each answered before the next.
    private func run(_ host: CameraHost, shutters: Int) {
        for number in 1...shutters {
            host.shutter(cameras.state.snapshot(at: Double(number)), context: cameras.context())
            #expect(host.waitUntilIdle())
        }
    }

    @Test func `RETRY and DROP are counted and the first delivery stays a full resync until it is taken`() throws {
        try cameras.add("one", ["retry": .int(2), "drop_at": .int(4), "error": .text("disk full")])
        let host = cameras.host()
        try host.start()
        run(host, shutters: 5)
        #expect(host.close().isEmpty)
        let report = host.reports[0]
        #expect((report.shutters, report.ok, report.retry, report.drop) == (5, 2, 2, 1))
        #expect(report.lastError == "disk full" && report.lastSuccess == 5)
        let flags = cameras.lines("one").compactMap { $0.firstMatch(of: /flags=(\d+)/)?.1 }
        #expect(flags == ["1", "1", "1", "0", "0"])
        #expect(cameras.log.lines.contains { $0.message == "works again after 2 failures in a row" })
    }

    @Test func `a new epoch begins with a full resync`() throws {
        try cameras.add("one")
        let host = cameras.host()
        try host.start()
        run(host, shutters: 2)
        host.shutter(cameras.state.snapshot(at: 3), context: cameras.context { $0.epoch = "2" })
        #expect(host.close().isEmpty)
        let flags = cameras.lines("one").compactMap { $0.firstMatch(of: /flags=(\d+)/)?.1 }
        #expect(flags == ["1", "0", "1"])
    }

    @Test(arguments: [("fatal_at", Int64(2)), ("answer", 77), ("answer", 3)])
    func `a camera that fails for good is closed and holds nothing`(option: String, value: Int64) throws {
        try cameras.add("good")
        try cameras.add("bad", [option: .int(value), "error": .text("gone")])
        let host = cameras.host()
        try host.start()
        #expect(host.active == 0b11)
        run(host, shutters: 4)
        host.cleanup(now: 9)
        #expect(host.active == 0b01)
        #expect(host.close().isEmpty)
        #expect(host.reports[1].isOff && host.reports[1].fatal == 1)
        #expect(host.reports[1].lastError?.contains("gone") == true)
        #expect(cameras.calls("bad").suffix(3) == ["shutter", "stop", "destroy"])
        #expect(host.reports[0].ok == 4 && host.reports[0].cleanups == 1)
        #expect(cameras.log.lines.contains { $0.level == .error && $0.metadata["camera"] == "bad" })
    }

    @Test func `shutters that come while a lane is busy merge and cleanups are kept`() throws {
        let (announce, gate) = (Gate(), Gate())
        try cameras.add("slow", ["announce": .int(Int64(announce.writeEnd)), "gate": .int(Int64(gate.readEnd))])
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        announce.wait()
        for time in 2...5 {
            host.shutter(cameras.state.snapshot(at: Double(time)), context: cameras.context())
            host.cleanup(now: Double(time))
            host.cleanup(now: Double(time))
        }
        gate.open(times: 2)
        #expect(host.waitUntilIdle())
        #expect(host.close().isEmpty)
        let lines = cameras.lines("slow").filter { $0.hasPrefix("shutter") || $0.hasPrefix("cleanup") }
        #expect(lines.map { $0.split(separator: " ")[1] } == ["1", "5", "2.0", "3.0", "4.0", "5.0"])
        let report = host.reports[0]
        #expect((report.shutters, report.merged, report.cleanups, report.deleted) == (2, 3, 4, 12))
    }

    @Test func `waiting cleanups are bounded and the newest is among them`() throws {
        let (announce, gate) = (Gate(), Gate())
        try cameras.add("slow", ["announce": .int(Int64(announce.writeEnd)), "gate": .int(Int64(gate.readEnd))])
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        announce.wait()
        for time in 1...1000 { host.cleanup(now: Double(time)) }
        gate.open()
        #expect(host.close().isEmpty)
        #expect(host.reports[0].cleanups == 64)
        #expect(cameras.lines("slow").last { $0.hasPrefix("cleanup") } == "cleanup 1000.0")
    }

    @Test func `a camera's maxrate works on the snapshots' time and never holds back the last`() throws {
        try cameras.add("slow") { $0.maxrate = 0.5 }
        try cameras.add("fast")
        let host = cameras.host()
        try host.start()
        run(host, shutters: 7)
        #expect(host.close(cameras.state.snapshot(at: 7.5), context: cameras.context()).isEmpty)
        let times = cameras.lines("slow").filter { $0.hasPrefix("shutter") }.map { $0.split(separator: " ")[1] }
        #expect(times == ["1", "3", "5", "7", "8"])
        #expect(host.reports[0].throttled == 3 && host.reports[1].ok == 8)
    }

    @Test func `a camera may keep two snapshots and no more`() throws {
        try cameras.add("keeper", ["retain": .bool(true)])
        let host = cameras.host()
        try host.start()
        run(host, shutters: 3)
        #expect(host.close().isEmpty)
        let lines = cameras.lines("keeper")
        #expect(lines.filter { $0.hasPrefix("retain") } == ["retain 0 0 1", "retain 0 0 1", "retain 0 0 1"])
        #expect(lines.filter { $0.hasPrefix("kept") } == ["kept 1", "kept 2"])
    }

    @Test func `a call past its deadline is reported once and told to give up`() throws {
        let announce = Gate()
        try cameras.add("spinner", ["spin": .bool(true), "announce": .int(Int64(announce.writeEnd))])
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        announce.wait()
        cameras.clock.advance(seconds: 31)
        #expect(host.waitUntilIdle())
        #expect(host.reports[0].overdue == 1 && host.reports[0].retry == 1)
        #expect(cameras.log.lines.contains { $0.message.contains("31.0 s (deadline 30.0 seconds)") })
        host.shutter(cameras.state.snapshot(at: 2), context: cameras.context())
        announce.wait()
        host.interrupt()
        #expect(host.close().isEmpty)
        #expect(host.reports[0].overdue == 1 && host.reports[0].retry == 2)
    }

    @Test func `a call that hangs is reported while it hangs, once, and others are not`() throws {
        let (announce, gate) = (Gate(), Gate())
        try cameras.add("slow", ["announce": .int(Int64(announce.writeEnd)), "gate": .int(Int64(gate.readEnd))])
        try cameras.add("good")
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        announce.wait()
        while host.outstanding[1] != nil { sched_yield() }
        #expect(host.outstanding[0] == 0)
        host.checkDeadlines()
        #expect(host.reports[0].overdue == 0)
        cameras.clock.advance(seconds: 31)
        host.checkDeadlines()
        host.checkDeadlines()
        #expect(host.reports.map(\.overdue) == [1, 0])
        #expect(cameras.log.lines.count { $0.message.contains("shutter has not returned after 31.0 s") } == 1)
        gate.open()
        #expect(host.close().isEmpty)
        #expect(host.reports[0].overdue == 1 && host.reports[0].ok == 1)
    }

    @Test func `the waiting for a lane can be interrupted`() throws {
        let (announce, gate) = (Gate(), Gate())
        try cameras.add("slow", ["announce": .int(Int64(announce.writeEnd)), "gate": .int(Int64(gate.readEnd))])
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        announce.wait()
        host.interrupt()
        #expect(!host.waitUntilIdle())
        gate.open()
        #expect(host.close().isEmpty)
    }

    @Test func `a camera that hangs at the end is named and keeps nobody`() throws {
        let (announce, gate) = (Gate(), Gate())
        try cameras.add("good")
        try cameras.add("stuck", ["announce": .int(Int64(announce.writeEnd)), "gate": .int(Int64(gate.readEnd))])
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        announce.wait()
        while host.reports[0].shutters == 0 { sched_yield() }
        let (folder, clock) = (cameras.folder, cameras.clock)
        Thread.detachNewThread {
            while folder.lines("good.txt").last != "destroy" { sched_yield() }
            clock.advance(seconds: 31)
        }
        #expect(host.close(cameras.state.snapshot(at: 2), context: cameras.context()) == ["stuck"])
        #expect(cameras.calls("good") == ["create", "start", "shutter", "shutter", "flush", "stop", "destroy"])
        // Lets the thread go before its files do.
        gate.open(times: 2)
        while cameras.lines("stuck").last != "destroy" { sched_yield() }
    }

    @Test func `more cameras than bits are refused`() throws {
        for number in 0...64 { try cameras.add("camera\(number)") }
        let failure = #expect(throws: StartFailure.self) { try cameras.host().start() }
        #expect(failure?.description.contains("at most 64") == true)
    }
}
