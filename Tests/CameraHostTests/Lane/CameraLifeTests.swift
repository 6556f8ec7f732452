// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Foundation
import Logging
import Testing

struct CameraLifeTests {
    private let cameras: FaultyCameras

    init() throws { cameras = try FaultyCameras() }

    @Test func `a camera lives from create to destroy on one thread with signals blocked`() throws {
        try cameras.add("one")
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        #expect(host.waitUntilIdle())
        host.cleanup(now: 5)
        #expect(host.close(cameras.state.snapshot(at: 2), context: cameras.context()).isEmpty)
        #expect(
            cameras.calls("one") == ["create", "start", "shutter", "cleanup", "shutter", "flush", "stop", "destroy"]
        )
        let lines = cameras.lines("one")
        #expect(lines[0] == "create one test \(HostVersion.text) signals=blocked")
        #expect(lines[2].hasPrefix("shutter 1 epoch=1 base=0 revision=0 flags=1 "))
        #expect(lines[4].hasPrefix("shutter 2 epoch=1 base=0 revision=0 flags=2 "))
        #expect(!lines.contains { $0.contains("WRONG THREAD") })
    }

    @Test func `options arrive in the order of the declarations with their types`() throws {
        try cameras.add(
            "one",
            [
                "details": .bool(true), "mode": .text("wild"), "pause": .duration(5_000_000_000),
                "words": .list(["a", "b"]), "retry": .int(0),
            ]
        ) { $0.writtenOptions.remove("mode") }
        let host = cameras.host()
        try host.check()
        let options = cameras.lines("one").filter { $0.hasPrefix("option") && !$0.contains("record") }
        #expect(
            options == [
                "option details type=0 set=1 integer=1 text=- items=0 last=-",
                "option retry type=1 set=1 integer=0 text=- items=0 last=-",
                "option mode type=6 set=0 integer=0 text=wild items=0 last=-",
                "option pause type=4 set=1 integer=5000000000 text=- items=0 last=-",
                "option words type=7 set=1 integer=0 text=- items=2 last=b",
            ]
        )
        #expect(cameras.calls("one").last == "destroy" && !cameras.calls("one").contains("start"))
    }

    @Test func `all cameras that fail at the start are named and the others closed`() throws {
        try cameras.add("good")
        try cameras.add("picky", ["create_answer": .int(3), "error": .text("path is missing")])
        try cameras.add("typo", ["retri": .int(3)])
        let failure = #expect(throws: StartFailure.self) { try cameras.host().start() }
        #expect(failure?.errors.map(\.code) == [.config, .config])
        #expect(failure?.description.contains("camera `picky` refuses its options: path is missing") == true)
        #expect(failure?.description.contains("no option `retri`; did you mean `retry`?") == true)
        #expect(cameras.calls("good") == ["create", "destroy"])
    }

    @Test(arguments: [(Int64(3), CameraError.Code.config), (4, .fatal), (77, .fatal)])
    func `after a failed start only destroy follows`(answer: Int64, code: CameraError.Code) throws {
        try cameras.add("good")
        try cameras.add("bad", ["start_answer": .int(answer), "error": .text("no disk")])
        let failure = #expect(throws: StartFailure.self) { try cameras.host().start() }
        #expect(failure?.errors.map(\.code) == [code])
        #expect(failure?.description.contains("`bad`") == true && failure?.description.contains("no disk") == true)
        #expect(cameras.calls("bad") == ["create", "start", "destroy"])
        #expect(cameras.calls("good") == ["create", "start", "flush", "stop", "destroy"])
    }

    @Test func `a camera that lacks its server at the start goes on without it`() throws {
        try cameras.add("one", ["start_answer": .int(1), "error": .text("connection refused")])
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        #expect(host.close().isEmpty)
        #expect(cameras.calls("one") == ["create", "start", "shutter", "flush", "stop", "destroy"])
        #expect(cameras.log.lines.contains { $0.level == .warning && $0.message.contains("connection refused") })
    }

    @Test func `a camera that hangs in its start is named and ends the start`() throws {
        let gate = Gate()
        try cameras.add("good")
        try cameras.add("stuck", ["start_gate": .int(Int64(gate.readEnd))])
        let (folder, clock) = (cameras.folder, cameras.clock)
        Thread.detachNewThread {
            while folder.lines("stuck.txt").last != "start" { sched_yield() }
            clock.advance(seconds: 31)
            while folder.lines("good.txt").last != "destroy" { sched_yield() }
            clock.advance(seconds: 31)
        }
        let failure = #expect(throws: StartFailure.self) { try cameras.host().start() }
        #expect(failure?.errors.map(\.code).contains(.late) == true)
        #expect(failure?.description.contains("camera `stuck` has not started within its deadline") == true)
        // Lets the thread go before its files do.
        gate.open()
        while cameras.lines("stuck").last != "destroy" { sched_yield() }
    }

    @Test func `the host's services work and are refused on the wrong thread`() throws {
        try cameras.add("a/../b", ["services": .bool(true)]) {
            $0.options["record"] = .text(self.cameras.folder.path + "/x.txt")
        }
        let host = cameras.host()
        try host.start()
        #expect(host.close().isEmpty)
        let path = cameras.folder.path + "/state/a_.._b"
        #expect(cameras.lines("x").contains("services data_dir=\(path) made=0 extension=none cancelled=0"))
        #expect(throws: Never.self) { try cameras.folder.write("state/a_.._b/file") }
        let hello = try #require(cameras.log.lines.first { $0.message == "hello" })
        #expect(hello.level == .notice && hello.metadata == ["camera": "a/../b", "answer": "42", "text": "text"])
        let metrics = host.reports[0].metrics
        #expect(metrics.count == 64 && metrics["answer"] == 42 && metrics["elsewhere"] == nil)
        #expect(cameras.log.lines.filter { $0.message.contains("thread of its own; only") }.count == 2)
    }
}
