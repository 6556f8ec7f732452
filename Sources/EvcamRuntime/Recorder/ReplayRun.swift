// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources
import Logging
import Threads

/// Records from a recording: its own times are the time that passes.
///
/// Confined to the intake thread.
final class ReplayRun {
    private let recording: Recording
    private let source: any EventSource
    private let pace: Pace?
    private var receiver: EventReceiver
    private var intake: Intake?
    /// ``TimerQueue/nextDue``, which is too dear to be asked for every event; before the first, the beginning of time.
    private var nextDue = -Double.infinity
    /// The latest event's time, to which the timer is only led when something is due or it is asked for its time.
    private var latest = -Double.infinity

    /// - Parameters:
    ///   - recording: gets the events and the pictures.
    ///   - source: the recording.
    ///   - speed: how fast.
    ///   - receiver: Celery's clock as far as it has come.
    init(_ recording: Recording, source: any EventSource, speed: ReplaySpeed, receiver: EventReceiver) {
        self.recording = recording
        self.source = source
        self.receiver = receiver
        pace = Pace(speed)
    }

    /// Reads to the end, or until it is told to stop.
    /// - Throws: what the source throws; what was read until then counts.
    func run() throws {
        recording.install(
            afterShutter: { [unowned self] in if !$0.isFinal { waitForCameras() } },
            afterCleanup: { [unowned self] in waitForCameras() })
        let intake = recording.intake { [unowned self] in take($0) }
        self.intake = intake
        defer {
            intake.flush()
            recording.synchronise()
            recording.timer.advance(to: latest)
        }
        let batch = MessageBatch()
        while !recording.isStopping {
            let status = try source.receive(into: batch, maxMessages: 1024, maxBytes: 1 << 20, timeout: patience)
            switch status {
            case .ended: return
            case .idle, .connected, .disconnected: passQuietly()
            case .messages:
                intake.decode(batch, from: source.name) { recording.state.clear(ready: true) }
                recording.droppedAttributes = intake.droppedAttributes
            }
            heed()
            tell()
        }
    }

    /// Seconds until the next picture of a live pipe that has nothing to say.
    private var patience: Double? {
        guard let pace, nextDue > -.infinity else { return nil }
        return max(pace.left(until: nextDue), 0)
    }

    /// Lets pictures come at their times while a pipe is silent.
    private func passQuietly() {
        guard let pace, nextDue > -.infinity, pace.left(until: nextDue) <= 0 else { return }
        advance(to: nextDue)
        latest = max(latest, recording.timer.now)
    }

    /// Applies a batch, letting time pass between its events.
    private func take(_ batch: EventBatch) {
        if recording.isStopping { return }
        receiver.receive(batch)
        var start = 0
        var latest = latest
        for index in 0..<batch.count {
            let time = batch[index].received
            guard time.magnitude < TimerQueue.furthest else { continue }
            // Nothing is due, and the clock was not set back: go on without looking any closer.
            if pace == nil, time < nextDue, time > latest - 1 {
                latest = max(latest, time)
                continue
            }
            if index > start { recording.state.apply(batch[start..<index]) }
            start = index
            self.latest = latest
            if !pass(to: time) { return }
            latest = self.latest
        }
        self.latest = latest
        recording.state.apply(batch[start..<batch.count])
        recording.losses.noteFaults(
            recording.state, place: "\(source.name), at or shortly before line \(intake?.line ?? 0)")
        recording.losses.noteDrifts(recording.state.takeDriftWarnings())
    }

    /// Lets the recording's time come to an event; false if the recording is to end first.
    private func pass(to time: Double) -> Bool {
        let timer = recording.timer
        timer.advance(to: latest)
        if let pace {
            // In a quiet stretch the pictures come at their times all the same.
            while let due = timer.nextDue, due < time, time - timer.now < Pace.longestGap {
                if !wait(pace.wait(until: due)) { return false }
                advance(to: due)
            }
            if !wait(pace.wait(until: time)) { return false }
        }
        advance(to: time)
        latest = timer.now
        return !recording.isStopping
    }

    private func advance(to time: Double) {
        if time >= nextDue { recording.synchronise() }
        recording.timer.advance(to: time)
        nextDue = recording.timer.nextDue ?? -.infinity
    }

    /// Waits, heeding what signals ask for; false once the end is asked for.
    private func wait(_ seconds: Double) -> Bool {
        let end = MonotonicClock.now + seconds
        while !recording.isStopping {
            heed()
            let left = end - MonotonicClock.now
            if left <= 0 || recording.isStopping { break }
            recording.stopper.wait(min(left, 1))
            recording.synchronise()
            tell()
        }
        return !recording.isStopping
    }

    private func tell() { recording.tell(now: max(latest, recording.timer.now)) }

    private func heed() {
        recording.heed { recording.timer.advance(to: latest) }
        nextDue = recording.timer.nextDue ?? -.infinity
    }

    /// At full speed, waits until every camera has answered, and lets go what all have seen.
    ///
    /// So a replay comes out the same each time.
    private func waitForCameras() {
        guard pace == nil else { return }
        if !recording.host.waitUntilIdle() || recording.stopper.isAsked(.stop) { recording.stop() }
        recording.synchronise()
    }
}
