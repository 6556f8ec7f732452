// SPDX-License-Identifier: Apache-2.0

import ClusterState
import Logging
import TestSupport
import Testing

@testable import EvcamRuntime

/// Celery's own test_snapshot.py, and below it what is better here.
@Suite struct PolaroidTests {
    let timer = TimerQueue(now: 1000)
    let log = RecordedLog()

    // MARK: As in Celery

    @Test func `a new one has Celery's defaults`() throws {
        let polaroid = try Polaroid(state: ClusterState(), timer: timer)
        #expect(polaroid.freq == 1 && polaroid.cleanupFreq == 3600)
        #expect(polaroid.maxrate == nil && !polaroid.clearAfter)
    }

    @Test func `install registers capture and cleanup, each first after a whole period`() throws {
        let polaroid = try recorded(cleanupFreq: .seconds(3))
        polaroid.install()
        polaroid.install()
        timer.advance(to: 1000.9)
        #expect(polaroid.calls.isEmpty)
        for second in 1...3 { timer.advance(to: 1000 + Double(second)) }
        #expect(
            polaroid.calls == [
                "signal scheduled", "shutter scheduled", "signal scheduled", "shutter scheduled",
                "signal scheduled", "shutter scheduled", "cleanup signal", "cleanup",
            ])
    }

    @Test func `cancel takes a last picture, runs no cleanup, and ends the timers`() throws {
        let polaroid = try recorded(cleanupFreq: .seconds(3))
        polaroid.install()
        polaroid.cancel()
        #expect(polaroid.calls == ["signal final", "shutter final"])
        timer.advance(to: 5000)
        polaroid.cancel()
        #expect(polaroid.calls.count == 2)
        #expect(timer.nextDue == nil)
    }

    @Test func `cancel does nothing before install`() throws {
        let polaroid = try recorded()
        polaroid.cancel()
        #expect(polaroid.calls.isEmpty)
    }

    @Test func `cleanup sends its signal before the hook`() throws {
        let polaroid = try recorded()
        polaroid.cleanup()
        #expect(polaroid.calls == ["cleanup signal", "cleanup"])
        #expect(log.lines == ["debug Cleanup: Running..."])
    }

    @Test func `shutter and capture send their signal before the hook`() throws {
        let polaroid = try recorded()
        #expect(polaroid.shutter())
        polaroid.capture()
        #expect(polaroid.calls == ["signal scheduled", "shutter scheduled", "signal scheduled", "shutter scheduled"])
        #expect(log.lines.first == "debug Shutter: <State: events=0 tasks=0>")
    }

    @Test func `90 shutters at 1/h are one`() throws {
        let polaroid = try recorded(maxrate: "1/h")
        let taken = (0..<90).filter { _ in polaroid.shutter() }
        #expect(taken == [0])
        #expect(polaroid.calls.count == 2)
    }

    // MARK: Better than Celery

    @Test func `cancel takes its picture right after another, and whatever maxrate says`() throws {
        let polaroid = try recorded(maxrate: "1/h")
        polaroid.install()
        timer.advance(to: 1001)
        timer.advance(to: 1002)
        polaroid.cancel()
        #expect(polaroid.calls == ["signal scheduled", "shutter scheduled", "signal final", "shutter final"])
    }

    @Test func `a picture that someone asks for is not held back, and takes the token`() throws {
        let polaroid = try recorded(maxrate: "1/h")
        #expect(polaroid.shutter(.requested) && polaroid.shutter(.requested))
        #expect(!polaroid.shutter())
    }

    @Test func `maxrate follows the timer's clock`() throws {
        let polaroid = try recorded(maxrate: "6/m")
        polaroid.install()
        for second in 1...31 { timer.advance(to: 1000 + Double(second)) }
        #expect(polaroid.times == [1001, 1011, 1021, 1031])
    }

    @Test func `a slow shutter moves no later one`() throws {
        let polaroid = try recorded()
        polaroid.install()
        for time in [1001.8, 1002.9, 1003.1, 1007.5, 1008.0] { timer.advance(to: time) }
        #expect(polaroid.times == [1001, 1002, 1003, 1007, 1008])
    }

    @Test func `clear_after clears after each picture that was taken, and only then`() throws {
        let polaroid = try recorded(maxrate: "1/h", clearAfter: true)
        polaroid.capture()
        #expect(polaroid.calls.last == "clear")
        polaroid.capture()
        #expect(polaroid.calls == ["signal scheduled", "shutter scheduled", "clear"])
    }

    @Test func `a hook that throws is logged, clears nothing, and stops no timer`() throws {
        let polaroid = try recorded(cleanupFreq: .seconds(1), clearAfter: true)
        polaroid.mustThrow = true
        polaroid.install()
        timer.advance(to: 1001)
        timer.advance(to: 1002)
        #expect(!polaroid.calls.contains("clear"))
        #expect(log.lines.filter { $0 == "error on_shutter raised: Trouble()" }.count == 2)
        #expect(log.lines.filter { $0 == "error on_cleanup raised: Trouble()" }.count == 2)
    }

    @Test func `a receiver that throws keeps nobody from the picture`() throws {
        let polaroid = try recorded(clearAfter: true)
        polaroid.shutterSignal.connect("broken") { _ in throw RecordingPolaroid.Trouble() }
        polaroid.capture()
        #expect(polaroid.calls == ["signal scheduled", "shutter scheduled", "clear"])
        #expect(log.lines.last == "error Signal handler broken of shutter_signal raised: Trouble()")
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .microseconds(999)]) func `a freq of 0 or less is refused`(
        freq: Duration
    ) {
        let error = #expect(throws: PolaroidError.self) { try recorded(freq: freq) }
        #expect(error?.description.hasPrefix("freq must be at least 1 ms, but is ") == true)
        #expect(error?.description.hasSuffix("write for example `1s`") == true)
        #expect(throws: PolaroidError.self) { try recorded(cleanupFreq: freq) }
    }

    @Test func `one that is gone leaves nothing in the timer`() throws {
        try recorded().install()
        timer.advance(to: 1010)
        #expect(timer.nextDue == nil)
    }

    private func recorded(
        freq: Duration = .seconds(1),
        maxrate: String? = nil,
        cleanupFreq: Duration = .seconds(3600),
        clearAfter: Bool = false
    ) throws -> RecordingPolaroid {
        let polaroid = try RecordingPolaroid(
            state: ClusterState(), freq: freq, maxrate: maxrate.map(Rate.init(parsing:)), cleanupFreq: cleanupFreq,
            clearAfter: clearAfter, timer: timer, logger: log.logger)
        polaroid.shutterSignal.connect("test") { [unowned polaroid] in polaroid.calls.append("signal \($0.occasion)") }
        polaroid.cleanupSignal.connect("test") { [unowned polaroid] in polaroid.calls.append("cleanup signal") }
        return polaroid
    }
}
