// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState
import EventSources
import Logging

/// What every way of recording has in common: the state, the cameras, and the pictures that go from one to the others.
///
/// Confined to the intake thread.
final class Recording {
    let configuration: Configuration
    let host: CameraHost
    let logger: Logger
    let state: ClusterState
    let losses: Losses
    let timer = TimerQueue()
    let polaroid: Polaroid
    let stopper: RecorderStop
    private(set) var epoch: String
    /// What a picture tells of times without events.
    var gaps: () -> [ShutterContext.Gap] = { [] }
    /// What else was lost, by cause.
    var furtherLosses: () -> [String: UInt64] = { [:] }
    /// Where cameras' cursors are kept.
    var tape: Tape?
    /// Attributes that were left out in decoding.
    var droppedAttributes: UInt64 = 0
    /// The number of the last picture in the epoch.
    var sequence: UInt64 = 0
    private(set) var snapshots: UInt64 = 0
    private(set) var isStopping = false

    private let refusals: Refusals
    private let cameraNames: [String]
    private let isReplay: Bool
    private var status: StatusLines
    /// Seen on the tape or confirmed in this run: what is stored as each camera's cursor.
    private var cursors: [UInt64?]

    /// Makes a recording whose cameras are not started yet.
    init(
        _ configuration: Configuration, cameras: [LoadedCamera], losses: Losses, doorbell: Doorbell, epoch: String,
        logger: Logger, progress: ((String) -> Void)?
    ) throws {
        self.configuration = configuration
        self.losses = losses
        refusals = Refusals(losses)
        self.logger = logger
        self.epoch = epoch
        isReplay = configuration.replay != nil || configuration.since != nil
        cameraNames = cameras.map(\.name)
        cursors = cameras.map { _ in nil }
        status = StatusLines(interval: configuration.statusInterval / .seconds(1), progress: progress)
        let settings = HostSettings(
            cluster: configuration.cluster,
            stateDirectory: HostSettings.stateDirectory(CameraDirectory.processEnvironment()),
            closeDeadline: configuration.closeDeadline)
        let host = CameraHost(cameras: cameras, settings: settings, logger: logger)
        self.host = host
        stopper = RecorderStop(doorbell: doorbell, host: host)
        let isFiltered = cameras.contains { !$0.filter.isOpen }
        let interest = CameraInterest(
            inName: { host.interest(inName: $0) }, inState: { host.interest(inState: $0) },
            inWorker: { host.interest(inWorker: $0) })
        state = ClusterState(
            limits: configuration.limits.ofState, celeryExact: configuration.celeryExact, cameras: cameras.count,
            interest: isFiltered ? interest : nil)
        polaroid = try Polaroid(
            state: state, freq: configuration.freq, maxrate: configuration.maxrate,
            cleanupFreq: configuration.cleanupFreq, clearAfter: configuration.clearAfter, timer: timer, logger: logger)
    }

    /// Lets cameras go on where an earlier run has brought them; before they are started.
    func resume(epoch: String, cursors: [UInt64?]) {
        self.epoch = epoch
        self.cursors = cursors
        host.resume(epoch: epoch, cursors: cursors)
        for (camera, cursor) in cursors.enumerated() {
            if let cursor { state.advance(camera: camera, to: cursor) }
        }
    }

    /// Numbers what follows anew: no camera has seen anything of it, and each gets everything with the next picture.
    func beginEpoch(_ epoch: String) {
        self.epoch = epoch
        cursors = cursors.map { _ in nil }
        sequence = 0
    }

    /// Starts to take pictures; the closures are called once a picture or a cleanup was handed to all cameras.
    func install(afterShutter: @escaping (Shutter) -> Void = { _ in }, afterCleanup: @escaping () -> Void = {}) {
        polaroid.shutterSignal.connect("cameras") { [unowned self] shutter in
            hand(shutter)
            afterShutter(shutter)
        }
        polaroid.cleanupSignal.connect("cameras") { [unowned self] in
            host.cleanup(now: timer.now)
            afterCleanup()
        }
        polaroid.install()
    }

    /// Takes the last picture and closes the cameras.
    /// - Returns: the names of those that hang.
    func finish() -> [String] {
        polaroid.cancel()
        let hanging = host.close()
        synchronise()
        losses.flush(all: true)
        status.end()
        return hanging
    }

    /// What it came to.
    func summary(hanging: [String], revision: UInt64, failure: (any Error)?) -> RecordingSummary {
        RecordingSummary(
            events: state.eventCount, tasks: UInt64(state.taskEventCount), tasksInMemory: state.taskCount,
            snapshots: snapshots, losses: allLosses, gaps: gaps(), cameras: host.reports, hanging: hanging,
            revision: revision, failure: failure)
    }

    /// Tells the state and the tape how far the cameras have come, so that they free what all have seen.
    func synchronise() {
        let active = host.active
        let outstanding = host.outstanding
        var hasChanged = false
        for (camera, revisions) in host.takeConfirmations().enumerated() {
            for revision in revisions {
                state.advance(camera: camera, to: revision)
                cursors[camera] = revision
                hasChanged = true
            }
            state.settle(camera: camera, outstanding: outstanding[camera])
            if active & 1 << UInt64(camera) == 0 { state.deactivate(camera: camera) }
        }
        if hasChanged { storeCursors() }
    }

    private func storeCursors() {
        guard let tape else { return }
        var known: [(String, UInt64)] = [(TapeCatchUp.sequenceKey, sequence)]
        for (name, cursor) in zip(cameraNames, cursors) {
            if let cursor { known.append((name, cursor)) }
        }
        tape.store(cursors: known)
    }

    /// A decoder for this recording, which hands the events on in order.
    func intake(_ apply: @escaping (EventBatch) -> Void) -> Intake {
        Intake(
            maxMessageBytes: Int(configuration.limits.maxMessage),
            refuse: { [refusals] in refusals.note($0, $1, of: $2, from: $3) }, apply: apply)
    }

    /// Does what others have asked for; before a picture that somebody wants now, time is led up to now.
    func heed(beforePicture: () -> Void) {
        let requests = stopper.take()
        if requests.contains(.stop) { isStopping = true }
        if requests.contains(.picture) {
            synchronise()
            beforePicture()
            polaroid.capture(.requested)
        }
    }

    /// Ends the recording soon.
    func stop() { isStopping = true }

    /// Says now and then how it goes.
    func tell(now: Double) {
        status.show(state: state, cameras: host.reports, now: now, logger: logger)
        losses.flush(all: false)
    }

    /// Everything that was lost, by cause.
    var allLosses: [ShutterContext.Loss] {
        let dropped = (0..<cameraNames.count).reduce(0) { $0 + state.droppedCount(camera: $1) }
        return losses.all(state, attributes: droppedAttributes, dropped: dropped, further: furtherLosses())
    }

    private func hand(_ shutter: Shutter) {
        sequence += 1
        snapshots += 1
        var context = ShutterContext(epoch: epoch, sequence: sequence)
        context.isFinal = shutter.isFinal
        context.isReplay = isReplay
        context.isDeterministic = configuration.deterministic
        context.losses = allLosses
        context.gaps = gaps()
        context.dropped = (0..<cameraNames.count).map { state.droppedCount(camera: $0) }
        host.shutter(shutter.snapshot, context: context)
    }
}

extension LimitsConfiguration {
    fileprivate var ofState: Limits {
        Limits(
            maxTasks: Int(maxTasks), maxWorkers: Int(maxWorkers), maxCounters: Int(maxCounters),
            maxPendingBytes: Int(maxPending), maxBytes: maxBytes.map { Int($0) })
    }
}
