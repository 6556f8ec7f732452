// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources
import Logging
import Phrases
import Threads

/// Records a cluster as it lives: the wall clock is the time that passes.
///
/// Confined to the intake thread.
final class LiveRun {
    /// Seconds between two looks at what is slower than events.
    private static let heartbeat = 1.0

    private let recording: Recording
    private let source: LiveSource
    private let tape: Tape?
    private let watch: ClusterWatch
    private var receiver: EventReceiver
    /// What is on the tape, but perhaps not on the disk yet.
    private var unsynced: (position: DeliveryPosition, group: UInt64)?
    private var nextLook = 0.0
    private var redelivered: UInt64 = 0

    /// - Parameters:
    ///   - recording: gets the events and the pictures.
    ///   - source: the broker.
    ///   - tape: where messages are written before they count; nil: nowhere.
    ///   - watch: measures gaps and sees to it that workers send events.
    ///   - receiver: Celery's clock as far as it has come.
    init(
        _ recording: Recording, source: LiveSource, tape: Tape?, watch: ClusterWatch, receiver: EventReceiver
    ) {
        self.recording = recording
        self.source = source
        self.tape = tape
        self.watch = watch
        self.receiver = receiver
    }

    /// Follows the broker until it is told to stop, or the source gives up.
    /// - Throws: what the source throws; what came until then counts.
    func run() throws {
        recording.timer.advance(to: WallClock.now)
        recording.install()
        recording.polaroid.onClear = { [unowned self] in
            tape?.appendClear(received: recording.timer.now)
            tape?.commit(revision: recording.state.revision)
        }
        let intake = recording.intake { [unowned self] in apply($0) }
        defer { settle() }
        let batch = MessageBatch()
        while !recording.isStopping {
            let status = try source.receive(into: batch, maxMessages: .max, maxBytes: .max, timeout: patience)
            switch status {
            case .ended: return
            case .idle: break
            case .connected(let subscription): watch.connected(subscription, recording.state)
            case .disconnected(let disconnection): watch.disconnected(disconnection, recording.state)
            case .messages: take(batch, intake)
            }
            acknowledge()
            pass()
            recording.heed { [recording, tape] in
                tape?.sync()
                recording.timer.advance(to: WallClock.now)
            }
            look()
        }
    }

    /// Seconds until something is due.
    private var patience: Double {
        let due = (recording.timer.nextDue ?? .infinity) - WallClock.now
        return min(max(due, 0), Self.heartbeat)
    }

    private func take(_ batch: MessageBatch, _ intake: Intake) {
        for message in batch.messages {
            if message.flags.contains(.redelivered), tape?.isKnown(message, of: batch) == true {
                redelivered += 1
                continue
            }
            let isDecodable = intake.decode(message, of: batch, from: source.name)
            tape?.append(message, of: batch, isDecodable: isDecodable)
        }
        intake.flush()
        recording.droppedAttributes = intake.droppedAttributes
        tape?.commit(revision: recording.state.revision)
        recording.losses.noteFaults(recording.state, place: source.name)
        recording.losses.noteDrifts(recording.state.takeDriftWarnings())
    }

    private func apply(_ batch: EventBatch) {
        receiver.receive(batch)
        recording.state.apply(batch)
    }

    /// Lets the broker forget what is on the disk.
    private func acknowledge() {
        guard let tape, !tape.hasStopped else { return source.acknowledge(source.position) }
        if unsynced == nil { unsynced = (source.position, tape.writtenGroup) }
        guard let (position, group) = unsynced, tape.syncedGroup >= group else { return }
        source.acknowledge(position)
        unsynced = nil
    }

    /// Lets time pass: pictures that are due are taken.
    private func pass() {
        let now = WallClock.now
        if let due = recording.timer.nextDue, now >= due {
            recording.synchronise()
            // A camera must not have seen what a power failure would take from the tape again.
            tape?.sync()
        }
        recording.timer.advance(to: now)
    }

    private func look() {
        let now = MonotonicClock.now
        guard now >= nextLook else { return }
        nextLook = now + Self.heartbeat
        recording.synchronise()
        recording.tell(now: WallClock.now)
        for command in watch.look(WallClock.now, recording.state) { source.broadcast(command) }
    }

    /// What is on its way is put to rest before the last picture.
    private func settle() {
        tape?.sync()
        acknowledge()
        watch.end(WallClock.now, recording.state)
        pass()
        source.close()
        if redelivered > 0 {
            let messages = Phrase.count(redelivered, "message was", "messages were")
            recording.logger.info("\(messages) delivered again and had been recorded already")
        }
    }
}
