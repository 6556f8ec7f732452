// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Logging
import Synchronization
import Threads

/// One camera's lane: a thread of its own that serves it for its whole life, and the mailbox to it.
///
/// Whatever happens here (an error, slowness, a hang) stays here.
final class CameraLane: Sendable {
    /// What a lane's thread is called, before the camera's name.
    static let threadPrefix: StaticString = "cam:"
    let camera: LoadedCamera
    /// The camera's number in the configuration.
    private let index: Int
    private let settings: HostSettings
    private let clock: HostClock
    private let logger: Logger
    private let viewClass: Int
    private let output: HelperOutput
    private let state: Monitor<LaneState>
    private let watch: CallWatch
    private let thread = Monitor<DedicatedThread?>(nil)
    private let confirmed = Atomic<UInt64>(0)
    private let isServing = Atomic<Bool>(true)

    init(
        _ camera: LoadedCamera, _ settings: HostSettings, _ clock: HostClock, _ logger: Logger, index: Int,
        viewClass: Int, output: HelperOutput
    ) {
        var logger = logger
        logger[metadataKey: "camera"] = "\(camera.name)"
        self.camera = camera
        self.index = index
        self.settings = settings
        self.clock = clock
        self.logger = logger
        self.viewClass = viewClass
        state = Monitor(LaneState(camera))
        self.output = output
        watch = CallWatch(clock, grace: camera.isolation.grace)
    }

    // MARK: - The host's side, any thread

    /// All changes up to this revision are confirmed.
    var cursor: UInt64 { confirmed.load(ordering: .acquiring) }
    /// Whether the camera still gets anything.
    var isActive: Bool { isServing.load(ordering: .acquiring) }
    /// Revision of the oldest snapshot that waits here or is being handed over.
    var outstanding: UInt64? { state.withLock { $0.outstanding } }
    /// Revisions confirmed since the last call, in order.
    func takeConfirmations() -> [UInt64] { state.withLock { $0.takeConfirmations() } }
    /// What it has done so far.
    var report: LaneReport { state.withLock { $0.report } }
    /// Why it could not be created or started.
    var failure: CameraError? { state.withLock { $0.failure } }

    /// Lets the camera go on where it was in an epoch; before the thread starts.
    func resume(epoch: String, at revision: UInt64) {
        state.withLock { state in
            state.resumedEpoch = epoch
            state.report.revision = revision
        }
        confirmed.store(revision, ordering: .releasing)
    }

    /// Starts the thread.
    func launch() throws(CameraError) {
        do throws(SystemError) {
            let made = try DedicatedThread(named: "\(Self.threadPrefix)\(camera.name)") { self.run() }
            thread.withLock { $0 = made }
        } catch {
            throw CameraError(
                .fatal, camera: camera.name, "camera `\(camera.name)`: cannot make a thread for it: \(error)")
        }
    }

    /// Hands a job to the thread.
    func post(_ job: LaneState.Job) { state.change { $0.post(job) } }

    /// Hands a shutter to the thread, now or merged with later ones.
    func offer(_ shutter: Shutter) {
        state.change { state in
            if index < shutter.context.dropped.count { state.report.dropped = shutter.context.dropped[index] }
            state.offer(shutter)
        }
    }

    /// Hands a cleanup to the thread.
    func offer(cleanup now: Double) { state.change { $0.offer(cleanup: now) } }

    /// Waits until there is nothing more to do.
    /// - Returns: false if ``interrupt()`` ended the waiting.
    func waitUntilIdle() -> Bool {
        state.wait { $0.isIdle ? true : $0.isInterrupted ? false : nil }
    }

    /// Waits until there is nothing more to do or the clock shows `end`; false in the latter case.
    func waitUntilIdle(until end: UInt64) -> Bool { wait(until: end) { $0.isIdle } }

    /// Waits until its thread has done everything or the clock shows `end`; false in the latter case.
    func waitUntilEnded(until end: UInt64) -> Bool { wait(until: end) { $0.isEnded } }

    /// Ends the waiting for this lane, and asks the running call to give up.
    func interrupt() {
        watch.interrupt()
        state.change { $0.isInterrupted = true }
    }

    /// Posts the end.
    ///
    /// Calls that still run at `cancelAt` are asked to give up, and ended at `killAt` where that can be.
    func close(cancelAt: UInt64, killAt: UInt64) {
        watch.close(at: cancelAt, last: killAt)
        post(.finish(until: cancelAt))
    }

    /// Waits for the thread's end until the clock shows `end`.
    /// - Returns: false if it hangs. It is left alone then, with whatever it holds.
    func join(until end: UInt64) -> Bool {
        let made = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let made else { return true }
        guard wait(until: end, { $0.isEnded }) else {
            made.abandon()
            return false
        }
        made.join()
        return true
    }

    /// Reports a call that has taken too long, once.
    func checkDeadline() {
        let now = clock.nanoseconds()
        let late: LaneState.Call? = state.withLock { state in
            guard var call = state.call, !call.isOverdue, now > call.started + camera.deadline.nanoseconds else {
                return nil
            }
            call.isOverdue = true
            state.call = call
            state.report.overdue += 1
            return call
        }
        guard let late else { return }
        logger.warning(
            "\(late.name) has not returned after \(seconds(now - late.started)) s (deadline \(camera.deadline)); asked it to give up"
        )
    }

    private func wait(until end: UInt64, _ isReached: (LaneState) -> Bool) -> Bool {
        while true {
            let now = clock.nanoseconds()
            // In slices: the clock need not run at the pace of the system's.
            let slice = now < end ? min(end - now, 50_000_000) : 0
            if state.wait(nanoseconds: slice, { isReached($0) ? true : nil }) == true { return true }
            if now >= end { return false }
        }
    }

    // MARK: - The lane's side, its own thread

    private func run() {
        let instance = makeInstance()
        let builder = DeltaBuilder(camera, cluster: settings.cluster, viewClass: viewClass)
        var epoch = state.withLock { $0.resumedEpoch }
        while true {
            switch state.wait({ $0.next() }) {
            case .create: create(instance)
            case .start: start(instance)
            case .shutter(let shutter): take(shutter, instance, builder, &epoch)
            case .cleanup(let now): cleanup(now, instance)
            case .finish(let end):
                finish(instance, until: end)
                return state.change { $0.end() }
            }
            state.change { $0.done() }
        }
    }

    private func makeInstance() -> any CameraInstance {
        if case .process(let isolation) = camera.isolation {
            return ProcessInstance(camera, isolation, settings, clock, logger, state, watch, output)
        }
        let frames = FrameStore()
        let backstage = InlineBackstage(CameraVoice(logger, state), watch, frames)
        let services = HostServices(
            name: camera.name, cluster: settings.cluster, dataDirectory: settings.dataDirectory(of: camera.name),
            backstage)
        return InlineInstance(camera.library, services, frames)
    }

    private func create(_ instance: any CameraInstance) {
        do throws(CameraError) {
            let options = try OptionBlock(camera)
            let answer = call("create") { instance.create(options) }
            if answer.result != .ok { fail("create", answer) }
        } catch {
            state.withLock { $0.failure = error }
        }
    }

    private func start(_ instance: any CameraInstance) {
        guard instance.isCreated else { return }
        let answer = call("start") { instance.start() }
        switch answer.result {
        case .ok: break
        case .retry: logger.warning("begins without what it needs, and goes on trying: \(answer.reason)")
        default: fail("start", answer)
        }
    }

    private func fail(_ function: String, _ answer: CameraAnswer) {
        let isConfig = answer.result == .config
        let name = camera.name
        let message =
            isConfig
            ? "camera `\(name)` refuses its options: \(answer.reason)"
            : "camera `\(name)` failed in \(function): \(answer.reason)"
        state.withLock { $0.failure = CameraError(isConfig ? .config : .fatal, camera: name, message) }
    }

    private func take(
        _ shutter: Shutter, _ instance: any CameraInstance, _ builder: DeltaBuilder, _ epoch: inout String?
    ) {
        guard instance.isStarted else { return }
        let base = epoch == shutter.context.epoch ? cursor : nil
        let (answer, changes, nanoseconds) = deliver(shutter, instance, builder, since: base)
        let isConfirmed = answer.result == .ok || answer.result == .drop
        if isConfirmed {
            builder.confirm()
            epoch = shutter.context.epoch
            confirmed.store(shutter.snapshot.revision, ordering: .releasing)
        }
        state.withLock { state in
            state.report.shutters += 1
            state.report.tasks += changes
            state.report.lastSeconds = Double(nanoseconds) / 1e9
            state.report.totalSeconds += Double(nanoseconds) / 1e9
            state.count(answer.result)
            if isConfirmed {
                state.report.lastSuccess = shutter.snapshot.takenAt
                state.report.revision = shutter.snapshot.revision
                state.confirm(shutter.snapshot.revision)
            }
        }
        judge("shutter", answer, instance)
    }

    /// Builds the picture and hands it over.
    /// - Returns: what the camera answered, how many changes it saw, and how long that took.
    private func deliver(
        _ shutter: Shutter, _ instance: any CameraInstance, _ builder: DeltaBuilder, since base: UInt64?
    ) -> (CameraAnswer, changes: UInt64, nanoseconds: UInt64) {
        if instance.isDown {
            let answer = call("start") { instance.revive(isFinal: shutter.context.isFinal) }
            if let answer { return (answer, 0, 0) }
        }
        let frame: ViewFrame
        do throws(CameraError) {
            frame = try instance.frames.take()
        } catch {
            return (CameraAnswer(CameraResult.retry.rawValue, reason: error.message), 0, 0)
        }
        builder.build(shutter, since: base, into: frame)
        let changes = frame.header.pointee.changed_count
        let (answer, nanoseconds) = timed { call("shutter") { instance.shutter(frame) } }
        instance.frames.finish()
        return (answer, changes, nanoseconds)
    }

    private func cleanup(_ now: Double, _ instance: any CameraInstance) {
        guard instance.isStarted, let (answer, deleted) = call("cleanup", { instance.cleanup(now: now) }) else {
            return
        }
        state.withLock { state in
            state.report.cleanups += 1
            state.report.deleted += deleted
        }
        judge("cleanup", answer, instance)
    }

    /// Logs what went wrong; turns the lane off after a FATAL.
    private func judge(_ function: String, _ answer: CameraAnswer, _ instance: any CameraInstance) {
        guard answer.result != .ok else { return praise() }
        let now = clock.nanoseconds()
        let failure = state.withLock { $0.noteFailure(answer.reason, now: now) }
        switch answer.result {
        case .ok, .retry, .drop:
            let what = answer.result == .retry ? "is to be tried again" : "passed over what it was handed"
            logger.log(
                level: failure.isLoud ? .warning : .debug,
                "\(function) \(what) (failure \(failure.number) in a row\(failure.remark)): \(answer.reason)")
        case .config, .fatal:
            logger.error("is off from now on; \(function) failed for good: \(answer.reason)")
            isServing.store(false, ordering: .releasing)
            state.change { $0.turnOff() }
            call("stop") { instance.stop() }
            call("destroy") { instance.destroy() }
        }
    }

    private func praise() {
        let (failures, isQuiet) = state.withLock { ($0.noteSuccess(), $0.isQuiet) }
        guard failures > 0 else { return }
        let what = failures == 1 ? "a failure" : "\(failures) failures in a row"
        logger.log(level: isQuiet ? .debug : .notice, "works again after \(what)")
    }

    private func finish(_ instance: any CameraInstance, until end: UInt64) {
        if instance.isStarted {
            let now = clock.nanoseconds()
            let answer = call("flush") { instance.flush(nanoseconds: end > now ? end - now : 0) }
            if let answer, answer.result != .ok {
                state.withLock { $0.report.lastError = answer.reason }
                logger.error("flush failed: \(answer.reason)")
            }
        }
        call("stop") { instance.stop() }
        call("destroy") { instance.destroy() }
    }

    /// Runs a call into the camera under its deadline.
    private func call<Result>(_ name: String, _ body: () -> Result) -> Result {
        let started = clock.nanoseconds()
        let deadline = started + camera.deadline.nanoseconds
        watch.begin(deadline: deadline)
        state.withLock { $0.call = LaneState.Call(name: name, started: started) }
        defer {
            let ended = clock.nanoseconds()
            state.withLock { state in
                if ended > deadline, state.call?.isOverdue == false { state.report.overdue += 1 }
                state.call = nil
            }
            if ended > deadline {
                logger.warning("\(name) took \(seconds(ended - started)) s (deadline \(camera.deadline))")
            }
        }
        return body()
    }

    private func timed<Result>(_ body: () -> Result) -> (Result, nanoseconds: UInt64) {
        let started = clock.nanoseconds()
        let result = body()
        return (result, clock.nanoseconds() - started)
    }

    private func seconds(_ nanoseconds: UInt64) -> Double { (Double(nanoseconds) / 1e8).rounded() / 10 }
}
