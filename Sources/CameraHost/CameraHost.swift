// SPDX-License-Identifier: Apache-2.0
import ClusterState
import Logging

/// Hands snapshots to cameras, each in its own lane.
///
/// `start`, then any number of `shutter` and `cleanup`, then `close`, all from one thread at a time.
/// `shutter` and `cleanup` never wait for a camera; what a lane cannot take now is merged. The other
/// functions and properties may be used from any thread.
public final class CameraHost: Sendable {
    /// Cameras' numbers are bits in a mask.
    public static let maxCameras = 64

    private let lanes: [CameraLane]
    private let settings: HostSettings
    private let clock: HostClock
    private let classes: [ViewClass]
    private let stores: [TaskTableStore]
    private let watchdog: Watchdog
    private let output: HelperOutput
    private let logger: Logger
    /// So long nothing is said at the end, in nanoseconds.
    private static let silence: UInt64 = 2_000_000_000

    /// Makes a host; nothing runs yet.
    /// - Parameters:
    ///   - cameras: in the order of the configuration; their numbers everywhere.
    ///   - settings: what they have in common.
    ///   - logger: gets what cameras and lanes have to say, with the metadata `camera`.
    ///   - clock: for deadlines and durations.
    public init(cameras: [LoadedCamera], settings: HostSettings, logger: Logger, clock: HostClock = .system) {
        var classes: [ViewClass] = []
        let output = HelperOutput()
        lanes = cameras.enumerated().map { index, camera in
            let own = ViewClass(filter: camera.filter, redaction: camera.redaction)
            let viewClass = classes.firstIndex(of: own) ?? classes.count
            if viewClass == classes.count { classes.append(own) }
            return CameraLane(camera, settings, clock, logger, index: index, viewClass: viewClass, output: output)
        }
        self.output = output
        self.logger = logger
        self.settings = settings
        self.clock = clock
        self.classes = classes
        // A table that a helper process reads is read by cameras of this process just as well.
        stores = classes.map { own in
            TaskTableStore(
                limit: 2,
                isShared: cameras.contains { camera in
                    camera.isolation != .inline && camera.wants.contains(.tasks)
                        && own == ViewClass(filter: camera.filter, redaction: camera.redaction)
                })
        }
        watchdog = Watchdog()
    }

    // MARK: - Start

    /// Lets cameras go on in an epoch that an earlier run has begun; before ``start()``.
    /// - Parameters:
    ///   - epoch: the epoch.
    ///   - cursors: by camera, the revision that it has confirmed; nil: it begins anew.
    public func resume(epoch: String, cursors: [UInt64?]) {
        for (lane, cursor) in zip(lanes, cursors) {
            if let cursor { lane.resume(epoch: epoch, at: cursor) }
        }
    }

    /// Creates all cameras, then starts them, each on its own lane.
    /// - Throws: all cameras that failed, or did not answer within their deadline. The others are closed then.
    public func start() throws(StartFailure) {
        try launch()
        try perform(.create)
        try perform(.start)
        watchdog.start { self.checkDeadlines() }
    }

    /// Creates all cameras and destroys them again: enough to know whether they accept their options.
    ///
    /// For `evcam check`; the host is used up by it.
    public func check() throws(StartFailure) {
        try launch()
        try perform(.create)
        _ = join()
    }

    private func launch() throws(StartFailure) {
        guard lanes.count <= Self.maxCameras else {
            let message = "\(lanes.count) cameras are configured; one evcam takes at most \(Self.maxCameras)"
            throw StartFailure(errors: [CameraError(.config, camera: lanes[Self.maxCameras].camera.name, message)])
        }
        var errors: [CameraError] = []
        for lane in lanes {
            do throws(CameraError) { try lane.launch() } catch { errors.append(error) }
        }
        try giveUp(on: errors)
    }

    private func perform(_ job: LaneState.Job) throws(StartFailure) {
        let started = clock.nanoseconds()
        for lane in lanes { lane.post(job) }
        var errors: [CameraError] = []
        for lane in lanes {
            let deadline = lane.camera.deadline
            let isAnswered = lane.waitUntilIdle(until: started + deadline.nanoseconds)
            if let failure = lane.failure {
                errors.append(failure)
            } else if !isAnswered {
                let name = lane.camera.name
                errors.append(
                    CameraError(
                        .late, camera: name,
                        "camera `\(name)` has not started within its deadline of \(deadline); is what it needs reachable?"
                    )
                )
            }
        }
        try giveUp(on: errors)
    }

    private func giveUp(on errors: [CameraError]) throws(StartFailure) {
        guard !errors.isEmpty else { return }
        _ = join()
        throw StartFailure(errors: errors)
    }

    // MARK: - Shutters

    /// Hands a snapshot to all lanes and returns at once.
    public func shutter(_ snapshot: Snapshot, context: ShutterContext) {
        let shared = SharedViews(snapshot, classes, stores)
        let shutter = Shutter(snapshot, context, lanes: reports, shared: shared)
        for lane in lanes { lane.offer(shutter) }
    }

    /// Hands a cleanup to all lanes and returns at once.
    /// - Parameter now: UNIX seconds; in a replay the recording's time.
    public func cleanup(now: Double) {
        for lane in lanes { lane.offer(cleanup: now) }
    }

    /// Waits until every lane has answered what it was handed.
    /// - Returns: false if ``interrupt()`` ended the waiting.
    public func waitUntilIdle() -> Bool {
        lanes.allSatisfy { $0.waitUntilIdle() }
    }

    /// Ends ``waitUntilIdle()``, now and from now on, and asks the running calls to give up.
    public func interrupt() {
        for lane in lanes { lane.interrupt() }
    }

    // MARK: - What lanes have done

    /// What every lane has done so far.
    public var reports: [LaneReport] { lanes.map(\.report) }

    /// By camera: all changes up to this revision are confirmed.
    public var cursors: [UInt64] { lanes.map(\.cursor) }

    /// By camera: revision of the oldest snapshot that is still with its lane, waiting or being handed over.
    ///
    /// Nil: there is none, and what the state drops now the camera will not see. Read this before
    /// ``cursors``: a lane confirms first and then lets the snapshot go.
    public var outstanding: [UInt64?] { lanes.map(\.outstanding) }

    /// By camera: the revisions it confirmed since the last call, in order.
    ///
    /// Each is needed: what the state dropped after one snapshot and before the next was still in the first.
    public func takeConfirmations() -> [[UInt64]] { lanes.map { $0.takeConfirmations() } }

    /// Bit n: camera n still gets shutters.
    public var active: UInt64 { mask { $0.isActive } }

    /// Reports calls that are past their deadline; the watchdog does this every second.
    func checkDeadlines() {
        for lane in lanes { lane.checkDeadline() }
    }

    // MARK: - Whom a task concerns

    /// Bit n: camera n's filter lets tasks of this name through (nil: the name is not known).
    package func interest(inName name: UnsafeRawBufferPointer?) -> UInt64 {
        mask { $0.camera.filter.names.admits(name) }
    }

    /// Bit n: camera n's filter lets tasks in this state through.
    package func interest(inState state: UnsafeRawBufferPointer?) -> UInt64 {
        mask { $0.camera.filter.states.admits(state) }
    }

    /// Bit n: camera n's filter lets tasks of this worker through (nil: nobody has the task).
    package func interest(inWorker worker: UnsafeRawBufferPointer?) -> UInt64 {
        mask { $0.camera.filter.workers.admits(worker) }
    }

    private func mask(_ isSet: (CameraLane) -> Bool) -> UInt64 {
        lanes.enumerated().reduce(0) { $1.offset < 64 && isSet($1.element) ? $0 | 1 << UInt64($1.offset) : $0 }
    }

    // MARK: - End

    /// Hands over the last picture, whatever maxrate says, and closes all cameras.
    /// - Parameters:
    ///   - snapshot: the last picture; nil: there is none.
    ///   - context: its context; marked as final here.
    /// - Returns: the names of cameras that hang. Their threads cannot be ended: leave with `_exit`.
    public func close(_ snapshot: Snapshot? = nil, context: ShutterContext? = nil) -> [String] {
        if let snapshot, var context {
            context.isFinal = true
            shutter(snapshot, context: context)
        }
        return join()
    }

    private func join() -> [String] {
        let now = clock.nanoseconds()
        let total = settings.closeDeadline.nanoseconds
        // The last quarter is for those who heed `cancelled`, and its first half for processes of those who do not.
        for lane in lanes { lane.close(cancelAt: now + total / 4 * 3, killAt: now + total / 8 * 7) }
        tellWhoIsBusy(until: now + min(Self.silence, total), end: now + total)
        let hanging = lanes.filter { !$0.join(until: now + total) }
        watchdog.stop()
        output.stop()
        return hanging.map(\.camera.name)
    }

    /// Whoever waits for the end should know for whom, if it takes long.
    private func tellWhoIsBusy(until time: UInt64, end: UInt64) {
        let busy = lanes.filter { !$0.waitUntilEnded(until: time) }
        guard !busy.isEmpty, time < end else { return }
        let names = busy.map { "`\($0.camera.name)`" }.joined(separator: ", ")
        let seconds = (end - time) / 1_000_000_000
        logger.notice("waits up to \(seconds) s for what \(names) has to finish (`close_deadline`)")
    }
}
