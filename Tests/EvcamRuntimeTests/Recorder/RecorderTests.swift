// SPDX-License-Identifier: Apache-2.0
import CameraHost
import EvcamRuntime
import Synchronization
import Testing

/// A recorder with its cameras, from the recording's first event to the closing line.
struct RecorderTests {
    /// 10 s of tasks: at full speed ten shutters and the last.
    private func stage(_ tasks: Int = 100) throws -> RecorderStage { try RecorderStage(RecorderStage.tasks(tasks)) }

    @Test func `twelve cameras: whatever four of them do, the others get every shutter`() throws {
        let stage = try stage()
        for number in 1...8 { try stage.add("good\(number)") }
        try stage.add("erring", ["answer": .int(2), "error": .text("never works")])
        let hook = Hook { _ in }
        try stage.add("slow", ["announce": .int(Int64(hook.announce)), "gate": .int(Int64(hook.gate))])
        try stage.add("retrying", ["retry": .int(9)])
        try stage.add("dying", ["fatal_at": .int(3), "error": .text("disk gone")])
        let summary = try stage.record()
        #expect(summary.snapshots == 10)
        let goods = (1...8).map { "good\($0): 10 delivered; " }.joined()
        #expect(
            summary.description == "recorded 300 events, 100 tasks in memory, 10 snapshots; \(goods)"
                + "erring: 0 delivered, 10 passed over; slow: 10 delivered; retrying: 1 delivered, 9 to be tried again; "
                + "dying: 2 delivered, then off: disk gone; no event lost")
        for number in 1...8 { #expect(stage.states("good\(number)").count == 100) }
        #expect(stage.states("slow") == stage.states("good1"))
    }

    @Test(arguments: [false, true])
    func `with tiny limits a camera that retries still learns every task's last state`(clearAfter: Bool) throws {
        let stage = try stage()
        stage.configuration.limits.maxTasks = 3
        stage.configuration.clearAfter = clearAfter
        try stage.add("retrying", ["answers": .text("rrrro")])
        try stage.add("calm")
        let summary = try stage.record()
        #expect(summary.snapshots == 10)
        #expect(summary.losses.isEmpty)
        let large = try self.stage()
        try large.add("calm")
        _ = try large.record()
        let expected = large.states("calm")
        #expect(expected.count == 100)
        #expect(stage.states("calm") == expected)
        #expect(stage.states("retrying") { $0 % 5 == 4 } == expected)
    }

    @Test func `what max_pending drops is counted, in the lane, in the losses and in the closing line`() throws {
        let stage = try stage()
        stage.configuration.limits.maxTasks = 10
        stage.configuration.limits.maxPending = 0
        try stage.add("never", ["answer": .int(1)])
        try stage.add("calm")
        let summary = try stage.record()
        // Of 100 tasks 10 are in the last picture; that the others have gone, neither is told. The calm one has
        // seen all of them before.
        #expect(stage.states("calm").count == 100)
        #expect(summary.cameras[0].dropped == 90)
        #expect(summary.cameras[1].dropped == 90)
        #expect(summary.losses.map { "\($0.cause) \($0.count)" } == ["pending_dropped 180"])
        #expect(
            summary.description.contains(
                "never: 0 delivered, 10 to be tried again, 90 changes dropped, without the last changes;"))
        let last = try #require(stage.shutters("calm").last)
        #expect(last.contains("  loss pending_dropped 180"))
    }

    @Test func `what all cameras have seen is not kept for them, and never counted as dropped`() throws {
        // One task a second, each seen long before it goes.
        let recording = (0..<20).map {
            RecorderStage.event(1000 + Double($0), "task-received", #""uuid": "\#(RecorderStage.id($0))""#)
        }
        let stage = try RecorderStage(recording.joined())
        stage.configuration.limits.maxTasks = 2
        stage.configuration.limits.maxPending = 1000
        try stage.add("calm")
        let summary = try stage.record()
        #expect(stage.states("calm").count == 20)
        #expect(summary.losses.isEmpty)
    }

    @Test func `maxrate holds shutters back for all, a camera's own for itself, and the last passes both`() throws {
        let stage = try stage()
        stage.configuration.maxrate = try Rate(parsing: "0.5/s")
        try stage.add("all")
        try stage.add("few") { $0.maxrate = 0.25 }
        let summary = try stage.record()
        // At 1, 3, 5, 7, 9 s and the end; of these at 1, 5 and 9 s and the end.
        #expect(summary.snapshots == 6)
        #expect(summary.cameras.map(\.ok) == [6, 4])
        #expect(summary.cameras[1].throttled == 2)
        #expect(stage.states("few") == stage.states("all"))
    }

    @Test func `a filter lets through what it names, and tells when a task leaves it`() throws {
        let stage = try stage()
        let (failure, odd) = (try Glob("FAILURE"), try Glob("t.1"))
        try stage.add("failures") { $0.filter = TaskFilter(states: TextFilter(include: [failure])) }
        try stage.add("odd") { $0.filter = TaskFilter(names: TextFilter(include: [odd])) }
        _ = try stage.record()
        let failures = stage.states("failures")
        #expect(failures.count == 34 && Set(failures.values) == ["state=FAILURE"])
        #expect(stage.states("odd").count == 50)
    }

    @Test func `a camera that fails at its start is named, and the others are closed`() throws {
        let stage = try stage()
        try stage.add("fine")
        try stage.add("broken", ["start_answer": .int(4), "error": .text("no database")])
        let failure = #expect(throws: StartFailure.self) { _ = try stage.record() }
        #expect(failure?.errors.map(\.message) == ["camera `broken` failed in start: no database"])
        #expect(stage.folder.read("fine.txt")?.hasSuffix("stop\ndestroy\n") == true)
    }

    @Test func `asked to stop while a camera is busy, it takes the last picture and counts what it saw`() throws {
        let stage = try stage()
        let stop = Mutex<(@Sendable () -> Void)?>(nil)
        let hook = Hook { number in if number == 3 { stop.withLock { $0 }?() } }
        try stage.add("slow", ["announce": .int(Int64(hook.announce)), "gate": .int(Int64(hook.gate))])
        let recorder = try stage.recorder()
        stop.withLock { $0 = recorder.stop }
        let summary = recorder.run()
        #expect(summary.snapshots == 4)
        #expect(summary.cameras[0].ok == 4)
        #expect(summary.events < 300)
        let last = try #require(stage.shutters("slow").last?.first)
        #expect(last.contains("revision=\(summary.events) "))
    }

    @Test(arguments: [ReplaySpeed.max, .factor(1000)])
    func `recordings that follow each other go on where the clock jumps, back or far ahead`(speed: ReplaySpeed) throws {
        let parts = [1000.0, 500, 9_000_000, 8_999_995].map { RecorderStage.tasks(50, from: $0) }
        let stage = try RecorderStage(parts.joined(), speed: speed)
        try stage.add("calm")
        let start = ContinuousClock.now
        let summary = try stage.record()
        #expect(summary.events == 600)
        // 20 s of recording; the jumps cost nothing.
        #expect(ContinuousClock.now - start < .seconds(30))
        #expect((20...24).contains(summary.snapshots))
        #expect(stage.shutters("calm").last?.first?.contains("revision=600") == true)
    }

    @Test func `at a recorded pace a quiet stretch has its pictures, at full speed one`() throws {
        let event = { RecorderStage.event($0, "worker-heartbeat", #""freq": 2.0"#) }
        for (speed, snapshots) in [(ReplaySpeed.max, 2), (.factor(1000), 31)] as [(ReplaySpeed, UInt64)] {
            let stage = try RecorderStage(event(1000) + event(1030.5), speed: speed)
            try stage.add("calm")
            #expect(try stage.record().snapshots == snapshots)
        }
    }

    @Test func `cleanups come at their times and count`() throws {
        let stage = try stage()
        stage.configuration.cleanupFreq = .seconds(4)
        try stage.add("calm")
        #expect(try stage.record().cameras[0].cleanups == 2)
        #expect(stage.folder.read("calm.txt")?.contains("cleanup 1004.0\n") == true)
    }
}
