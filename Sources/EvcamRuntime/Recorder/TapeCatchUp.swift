// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources
import Logging
import Phrases
import Threads

/// Brings the state back to where an earlier run left it, from what lies on the tape.
///
/// No pictures are taken meanwhile: the cameras go on from their cursors with the first one afterwards.
struct TapeCatchUp {
    /// Beside the cameras' cursors, the number of the last picture; no camera's name begins with a dot.
    static let sequenceKey = ".sequence"

    let recording: Recording
    let tape: Tape

    /// Lets cameras go on from their cursors; before they are started.
    func resume(cameras: [String]) {
        recording.resume(epoch: tape.epoch, cursors: cameras.map { tape.cursor(of: $0) })
        recording.sequence = tape.cursor(of: Self.sequenceKey) ?? 0
        recording.tape = tape
    }

    /// Reads the tape to its end, or until the recording is told to stop; the state then is half of what it was, and
    /// no camera may see it.
    /// - Parameter receiver: Celery's clock, which comes as far as it was.
    /// - Returns: when the last message on the tape was received, UNIX seconds; nil: there is none.
    /// - Throws: ``SourceError`` if the tape cannot be read.
    func run(_ receiver: inout EventReceiver) throws -> Double? {
        let state = recording.state
        guard tape.revision >= tape.firstRevision else { return nil }
        let began = MonotonicClock.now
        state.resume(behind: tape.firstRevision - 1)
        var clock = receiver
        var last: Double?
        let reader = try tape.replay { recording.losses.note($0, $1) }
        let intake = recording.intake { batch in
            clock.receive(batch)
            state.apply(batch)
            if batch.count > 0 { last = batch[batch.count - 1].received }
        }
        let batch = MessageBatch()
        reading: while !recording.stopper.isAsked(.stop) {
            switch try reader.receive(into: batch, maxMessages: 1024, maxBytes: 1 << 20, timeout: nil) {
            case .ended: break reading
            case .idle, .connected, .disconnected: break
            case .messages:
                // Behind a part that is damaged, events have their old revisions again.
                if let base = reader.baseRevision { state.resume(behind: base) }
                intake.decode(batch, from: reader.name) { state.clear(ready: true) }
            }
            recording.tell(now: last ?? 0)
        }
        receiver = clock
        // They were given when it was recorded.
        _ = state.takeDriftWarnings()
        guard !recording.stopper.isAsked(.stop) else {
            recording.logger.notice(
                "stopped while the tape was read: no picture is taken, and the cameras keep their place on the tape")
            return last
        }
        tell(seconds: MonotonicClock.now - began)
        reconcile()
        return last
    }

    private func tell(seconds: Double) {
        let events = Phrase.count(recording.state.eventCount, "event")
        let tasks = Phrase.count(recording.state.taskCount, "task")
        recording.logger.notice("the tape brought back \(events), \(tasks) in memory, in \(Phrase.seconds(seconds))")
    }

    /// Sees to it that what follows has revisions that nothing else has.
    private func reconcile() {
        let state = recording.state
        let reached = state.revision
        if reached < tape.revision {
            // Events have their old revisions again with each group: only the last one's are too few.
            recording.logger.warning(
                """
                the tape leads to revision \(reached) and says \(tape.revision): its end is damaged, or was written by \
                another version of evcam
                """)
            state.resume(behind: tape.revision)
        } else if reached > tape.revision {
            recording.logger.warning(
                """
                the tape leads to revision \(reached) and says \(tape.revision): another version of evcam wrote it, or \
                one with other limits; a new epoch begins, and cameras get everything again
                """)
            let epoch = Epoch.new()
            tape.beginEpoch(epoch, revision: reached)
            recording.beginEpoch(epoch)
        }
    }
}
