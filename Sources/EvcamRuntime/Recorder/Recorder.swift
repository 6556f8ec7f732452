// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources
import Logging
import Threads

/// One recording from its start to its end: events from a source, the cluster's state, and the cameras.
///
/// Made and run on one thread, the intake's. Only ``stop`` and ``takePicture`` may be called from others.
public final class Recorder {
    private let recording: Recording
    private let source: Source
    private let tape: Tape?
    private var receiver: EventReceiver

    private enum Source {
        case refill(TapeRefill)
        case replay(any EventSource, ReplaySpeed)
        case broker(BrokerConfiguration, Doorbell)
    }

    /// Opens the recording or the tape, and starts the cameras; a broker is connected to by ``run()``.
    /// - Parameters:
    ///   - configuration: what to record.
    ///   - cameras: its cameras, loaded, in its order.
    ///   - logger: gets what there is to say.
    ///   - progress: gets a short line now and then while a recording is replayed; nil: nobody looks.
    /// - Throws: ``RecorderError`` or ``StartFailure``: all cameras that failed to start.
    public init(
        _ configuration: Configuration, cameras: [LoadedCamera], logger: Logger, progress: ((String) -> Void)? = nil
    ) throws {
        let losses = Losses(logger: logger) { MonotonicClock.now }
        let doorbell: Doorbell
        do {
            if let since = configuration.since, let tape = configuration.tape {
                let refill = try TapeRefill(path: tape.path, last: since, losses: losses)
                doorbell = refill.source.doorbell
                source = .refill(refill)
                self.tape = nil
            } else if let replay = configuration.replay {
                let replayed = try ReplaySource(path: replay.file, lineLimit: configuration.limits.lineLimit) {
                    losses.note($0, $1)
                }
                doorbell = replayed.doorbell
                source = .replay(replayed, replay.speed)
                tape = nil
            } else if let broker = configuration.broker {
                doorbell = try Doorbell()
                source = .broker(broker, doorbell)
                tape = try configuration.tape.map {
                    try Tape(TapeSettings($0, broker.settings), epoch: Epoch.new(), doorbell: doorbell, logger: logger)
                }
            } else {
                throw SourceError("nothing says what to record; write `broker:` or `replay:`")
            }
        } catch {
            throw RecorderError.source("\(error)")
        }
        recording = try Recording(
            configuration, cameras: cameras, losses: losses, doorbell: doorbell,
            epoch: tape?.epoch ?? (configuration.deterministic ? Epoch.deterministic : Epoch.new()), logger: logger,
            progress: progress)
        receiver = EventReceiver(localize: configuration.celeryExact, celeryExact: configuration.celeryExact)
        if case .refill(let refill) = source {
            try refill.begin(recording, cameras: cameras.count, &receiver)
        }
        if let tape { TapeCatchUp(recording: recording, tape: tape).resume(cameras: cameras.map(\.name)) }
        try recording.host.start()
    }

    /// Asks for the end; safe from any thread, and more than once.
    public var stop: @Sendable () -> Void {
        let stopper = recording.stopper
        return { stopper.stop() }
    }

    /// Asks for a picture now; safe from any thread.
    public var takePicture: @Sendable () -> Void {
        let stopper = recording.stopper
        return { stopper.takePicture() }
    }

    /// Records until the source ends or ``stop`` is called, takes the last picture and closes the cameras.
    /// - Returns: what was recorded, and what was lost.
    public func run() -> RecordingSummary {
        var failure: (any Error)?
        do {
            switch source {
            case .refill(let refill):
                try ReplayRun(recording, source: refill.source, speed: .max, receiver: receiver).run()
            case .replay(let source, let speed):
                try ReplayRun(recording, source: source, speed: speed, receiver: receiver).run()
            case .broker(let broker, let doorbell): try follow(broker, doorbell)
            }
        } catch {
            failure = error
        }
        let revision = recording.state.revision
        let hanging = recording.finish()
        tape?.close()
        return recording.summary(hanging: hanging, revision: revision, failure: failure)
    }

    private func follow(_ broker: BrokerConfiguration, _ doorbell: Doorbell) throws {
        let watch = ClusterWatch(recording.configuration, logger: recording.logger)
        recording.gaps = { watch.gaps }
        recording.furtherLosses = { watch.losses }
        let last = try tape.flatMap { try TapeCatchUp(recording: recording, tape: $0).run(&receiver) }
        guard !recording.stopper.isAsked(.stop) else { return }
        if let last { watch.wasNotRunning(since: last, isKept: broker.settings.keepsMessages, recording.state) }
        let source = try LiveSource(
            broker.settings, doorbell: doorbell, failFast: broker.failFast, logger: recording.logger,
            connect: BrokerConnectors.connect
        ) { [recording] in recording.losses.note($0, $1) }
        try LiveRun(recording, source: source, tape: tape, watch: watch, receiver: receiver).run()
    }
}
