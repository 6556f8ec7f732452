// SPDX-License-Identifier: Apache-2.0
import Logging
import Threads

/// One camera's lane: a thread of its own that serves it for its whole life (``LaneServer``), and the mailbox to it.
///
/// This is the host's side, to be used from any thread. Whatever happens here (an error, slowness, a hang) stays here.
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
    private let progress = LaneProgress()

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

    /// All changes up to this revision are confirmed.
    var cursor: UInt64 { progress.cursor }
    /// Whether the camera still gets anything.
    var isActive: Bool { progress.isActive }
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
        progress.confirm(revision)
    }

    /// Starts the thread.
    func launch() throws(CameraError) {
        let server = LaneServer(
            camera: camera, settings: settings, clock: clock, logger: logger, viewClass: viewClass, output: output,
            state: state, watch: watch, progress: progress)
        do throws(SystemError) {
            let made = try DedicatedThread(named: "\(Self.threadPrefix)\(camera.name)") { server.run() }
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
            "\(late.name) has not returned after \(HostClock.seconds(now - late.started)) s (deadline \(camera.deadline)); asked it to give up"
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
}
