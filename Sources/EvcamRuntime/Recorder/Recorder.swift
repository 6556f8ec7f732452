// SPDX-License-Identifier: Apache-2.0
import CameraHost
import CeleryEvents
import ClusterState
import EventSources
import Logging
import Threads

/// One recording from its start to its end: events from a source, the cluster's state, and the cameras.
///
/// Made and run on one thread, the intake's. Only ``stop()`` may be called from others.
public final class Recorder {
    private let configuration: Configuration
    private let host: CameraHost
    private let logger: Logger
    private let state: ClusterState
    private let timer = TimerQueue()
    private let polaroid: Polaroid
    private let source: any EventSource
    private let losses: Losses
    private let pace: Pace?
    private let stopper: RecorderStop
    private let epoch: String
    private let cameraCount: Int

    private var receiver: EventReceiver
    private var sequence: UInt64 = 0
    private var isStopping = false
    /// The last line that was decoded.
    private var line: UInt64 = 0
    private var droppedAttributes: UInt64 = 0
    /// ``TimerQueue/nextDue``, which is too dear to be asked for every event; before the first, the beginning of time.
    private var nextDue = -Double.infinity
    /// The latest event's time, to which the timer is only led when something is due or it is asked for its time.
    private var latest = -Double.infinity
    private var status: StatusLines

    /// Opens the source and starts the cameras.
    /// - Parameters:
    ///   - configuration: what to record; its source has to be a replay (brokers are not there yet).
    ///   - cameras: its cameras, loaded, in its order.
    ///   - logger: gets what there is to say.
    ///   - progress: gets a short line now and then while a recording is replayed; nil: nobody looks.
    /// - Throws: ``RecorderError`` or ``StartFailure``: all cameras that failed to start.
    public init(
        _ configuration: Configuration, cameras: [LoadedCamera], logger: Logger, progress: ((String) -> Void)? = nil
    ) throws {
        self.configuration = configuration
        self.logger = logger
        cameraCount = cameras.count
        guard let replay = configuration.replay else { throw RecorderError.noBrokerYet }
        let losses = Losses(logger: logger) { MonotonicClock.now }
        do {
            source = try ReplaySource(path: replay.file, lineLimit: configuration.limits.lineLimit) {
                losses.note($0, $1)
            }
        } catch {
            throw RecorderError.source("\(error)")
        }
        self.losses = losses
        pace = Pace(replay.speed)
        status = StatusLines(interval: configuration.statusInterval / .seconds(1), progress: progress)
        epoch = configuration.deterministic ? Epoch.deterministic : Epoch.new()

        let settings = HostSettings(
            cluster: configuration.cluster,
            stateDirectory: HostSettings.stateDirectory(CameraDirectory.processEnvironment()),
            closeDeadline: configuration.closeDeadline)
        let host = CameraHost(cameras: cameras, settings: settings, logger: logger)
        self.host = host
        stopper = RecorderStop(doorbell: source.doorbell, host: host)

        let isFiltered = cameras.contains { !$0.filter.isOpen }
        let interest = CameraInterest(
            inName: { host.interest(inName: $0) }, inState: { host.interest(inState: $0) },
            inWorker: { host.interest(inWorker: $0) })
        state = ClusterState(
            limits: configuration.limits.ofState, celeryExact: configuration.celeryExact, cameras: cameras.count,
            interest: isFiltered ? interest : nil)
        receiver = EventReceiver(localize: configuration.celeryExact, celeryExact: configuration.celeryExact)
        polaroid = try Polaroid(
            state: state, freq: configuration.freq, maxrate: configuration.maxrate,
            cleanupFreq: configuration.cleanupFreq, clearAfter: configuration.clearAfter, timer: timer, logger: logger)
        try host.start()
    }

    /// Asks for the end; safe from any thread, and more than once.
    public var stop: @Sendable () -> Void {
        let stopper = stopper
        return { stopper.stop() }
    }

    /// Asks for a picture now; safe from any thread.
    public var takePicture: @Sendable () -> Void {
        let stopper = stopper
        return { stopper.takePicture() }
    }

    /// Records until the source ends or ``stop`` is called, takes the last picture and closes the cameras.
    /// - Returns: what was recorded, and what was lost.
    /// - Throws: ``RecorderError`` if the source fails; what was recorded until then is safe.
    public func run() throws -> RecordingSummary {
        polaroid.shutterSignal.connect("cameras") { [unowned self] in hand($0) }
        polaroid.cleanupSignal.connect("cameras") { [unowned self] in
            host.cleanup(now: timer.now)
            waitForCameras()
        }
        polaroid.install()
        let decoder = EventDecoder(maxMessageBytes: configuration.limits.lineLimit) { [unowned self] in take($0) }
        var failure: (any Error)?
        do {
            try intake(decoder)
        } catch {
            failure = error
        }
        decoder.flush()
        synchronise()
        timer.advance(to: latest)
        let revision = state.revision
        polaroid.cancel()
        let hanging = host.close()
        synchronise()
        losses.flush(all: true)
        status.end()
        return RecordingSummary(
            events: state.eventCount, tasks: UInt64(state.taskEventCount), tasksInMemory: state.taskCount,
            snapshots: sequence, losses: losses.all(state, attributes: droppedAttributes, dropped: droppedCount),
            cameras: host.reports, hanging: hanging, revision: revision, failure: failure.map { "\($0)" })
    }

    private func intake(_ decoder: EventDecoder) throws {
        let batch = MessageBatch()
        while !isStopping {
            switch try source.receive(into: batch, maxMessages: 1024, maxBytes: 1 << 20) {
            case .ended: return
            case .idle: heed()
            case .messages:
                for message in batch.messages {
                    if isStopping { return }
                    decode(message, of: batch, decoder)
                    line = message.lineNumber
                }
                droppedAttributes = decoder.droppedAttributeCount
                // An event must not wait until others have come to fill its batch: they may take hours.
                decoder.flush()
                heed()
            }
            tell()
        }
    }

    private func decode(_ message: MessageBatch.Message, of batch: MessageBatch, _ decoder: EventDecoder) {
        batch.withUnsafeBytes(of: message) { bytes in
            do throws(EventDecodingError) {
                _ = try decoder.decodeRecordingLine(bytes)
            } catch {
                losses.note(error, source: source.name, line: message.lineNumber)
            }
        }
    }

    /// Applies a batch, letting time pass between its events.
    private func take(_ batch: EventBatch) {
        if isStopping { return }
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
            if index > start { state.apply(batch[start..<index]) }
            start = index
            self.latest = latest
            if !pass(to: time) { return }
            latest = self.latest
        }
        self.latest = latest
        state.apply(batch[start..<batch.count])
        losses.noteFaults(state, source: source.name, line: line)
        for warning in state.takeDriftWarnings() { warn(of: warning) }
    }

    /// Lets the recording's time come to an event; false if the recording is to end first.
    private func pass(to time: Double) -> Bool {
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
        return !isStopping
    }

    private func advance(to time: Double) {
        if time >= nextDue { synchronise() }
        timer.advance(to: time)
        nextDue = timer.nextDue ?? -.infinity
    }

    /// Waits, heeding what signals ask for; false once the end is asked for.
    private func wait(_ seconds: Double) -> Bool {
        let end = MonotonicClock.now + seconds
        while !isStopping {
            heed()
            let left = end - MonotonicClock.now
            if left <= 0 || isStopping { break }
            stopper.wait(min(left, 1))
            synchronise()
            tell()
        }
        return !isStopping
    }

    private func tell() {
        status.show(state: state, now: max(latest, timer.now), logger: logger)
        losses.flush(all: false)
    }

    private func heed() {
        let requests = stopper.take()
        if requests.contains(.stop) { isStopping = true }
        if requests.contains(.picture) {
            synchronise()
            timer.advance(to: latest)
            polaroid.capture(.requested)
            nextDue = timer.nextDue ?? -.infinity
        }
    }

    /// Tells the state how far the cameras have come, so that it frees what all have seen.
    private func synchronise() {
        let active = host.active
        let outstanding = host.outstanding
        for (camera, revisions) in host.takeConfirmations().enumerated() {
            for revision in revisions { state.advance(camera: camera, to: revision) }
            state.settle(camera: camera, outstanding: outstanding[camera])
            if active & 1 << UInt64(camera) == 0 { state.deactivate(camera: camera) }
        }
    }

    private var droppedCount: UInt64 {
        (0..<cameraCount).reduce(0) { $0 + state.droppedCount(camera: $1) }
    }

    /// The shutter signal's receiver: hands a picture to the cameras.
    private func hand(_ shutter: Shutter) {
        sequence += 1
        var context = ShutterContext(epoch: epoch, sequence: sequence)
        context.isFinal = shutter.isFinal
        context.isReplay = true
        context.isDeterministic = configuration.deterministic
        context.losses = losses.all(state, attributes: droppedAttributes, dropped: droppedCount)
        context.dropped = (0..<cameraCount).map { state.droppedCount(camera: $0) }
        host.shutter(shutter.snapshot, context: context)
        if !shutter.isFinal { waitForCameras() }
    }

    /// At full speed, waits until every camera has answered, and lets go what all have seen.
    ///
    /// So a replay comes out the same each time.
    private func waitForCameras() {
        guard pace == nil else { return }
        if !host.waitUntilIdle() || stopper.isAsked(.stop) { isStopping = true }
        synchronise()
    }

    private func warn(of drift: DriftWarning) {
        logger.warning(
            "Substantial drift from \(drift.hostname) may mean clocks are out of sync: \(drift.drift) seconds",
            metadata: ["timestamp": "\(drift.timestamp)", "received": "\(drift.localReceived)"])
    }
}

extension LimitsConfiguration {
    /// A message of the greatest size, and what a recording puts around it.
    fileprivate var lineLimit: Int { Int(maxMessage) + 64 << 10 }

    fileprivate var ofState: Limits {
        Limits(
            maxTasks: Int(maxTasks), maxWorkers: Int(maxWorkers), maxCounters: Int(maxCounters),
            maxPendingBytes: Int(maxPending), maxBytes: maxBytes.map { Int($0) })
    }
}
