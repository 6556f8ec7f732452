// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Logging
import Threads

/// The work of a lane's thread: one camera, from `create` to `destroy`.
///
/// Confined to that thread; what others ask of it comes through the mailbox.
struct LaneServer {
    let camera: LoadedCamera
    let settings: HostSettings
    let clock: HostClock
    let logger: Logger
    /// Index of the camera's filter and redaction among the host's classes.
    let viewClass: Int
    let output: HelperOutput
    let state: Monitor<LaneState>
    let watch: CallWatch
    let progress: LaneProgress

    /// Does what comes into the mailbox, until its end.
    func run() {
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
        let base = epoch == shutter.context.epoch ? progress.cursor : nil
        let (answer, changes, nanoseconds) = deliver(shutter, instance, builder, since: base)
        let isConfirmed = answer.result == .ok || answer.result == .drop
        if isConfirmed {
            builder.confirm()
            epoch = shutter.context.epoch
            progress.confirm(shutter.snapshot.revision)
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
            progress.turnOff()
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
                logger.warning("\(name) took \(HostClock.seconds(ended - started)) s (deadline \(camera.deadline))")
            }
        }
        return body()
    }

    private func timed<Result>(_ body: () -> Result) -> (Result, nanoseconds: UInt64) {
        let started = clock.nanoseconds()
        let result = body()
        return (result, clock.nanoseconds() - started)
    }
}
