// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Logging
import Threads

/// An instance in a process of its own, started again whenever it ends.
///
/// Whatever becomes of the process is an answer RETRY here: the lane keeps the delta, and the next process gets it
/// merged with what has come since.
final class ProcessInstance: CameraInstance {
    /// A piece of shared memory that the process has mapped.
    private struct Known {
        weak var memory: SharedMemory?
    }

    private let camera: LoadedCamera
    private let settings: HostSettings
    private let isolation: ProcessIsolation
    private let clock: HostClock
    private let logger: Logger
    private let state: Monitor<LaneState>
    private let watch: CallWatch
    private let output: HelperOutput
    let frames = FrameStore(isShared: true)
    private(set) var isCreated = false
    private(set) var isStarted = false
    private var helper: HelperProcess?
    private var known: [UInt64: Known] = [:]
    private var policy = RestartPolicy()
    private var lastEnd = "its process was never started"

    init(
        _ camera: LoadedCamera, _ isolation: ProcessIsolation, _ settings: HostSettings, _ clock: HostClock,
        _ logger: Logger, _ state: Monitor<LaneState>, _ watch: CallWatch, _ output: HelperOutput
    ) {
        self.camera = camera
        self.isolation = isolation
        self.settings = settings
        self.clock = clock
        self.logger = logger
        self.state = state
        self.watch = watch
        self.output = output
    }

    // MARK: - Life

    func create(_ options: OptionBlock) -> CameraAnswer {
        do throws(HelperEnd) {
            let answer = try launch()
            isCreated = answer.result == .ok
            if !isCreated { end() }
            return answer
        } catch {
            drop(error)
            return CameraAnswer(CameraResult.fatal.rawValue, reason: error.description)
        }
    }

    func start() -> CameraAnswer {
        do throws(HelperEnd) {
            let answer = try ask(.start)
            isStarted = answer.result == .ok || answer.result == .retry
            return answer
        } catch {
            isCreated = false
            drop(error)
            return CameraAnswer(CameraResult.fatal.rawValue, reason: error.description)
        }
    }

    func stop() {
        guard isStarted else { return }
        isStarted = false
        guard helper != nil else { return }
        do throws(HelperEnd) { _ = try ask(.stop) } catch { note(error, during: "stop") }
    }

    func destroy() {
        guard isCreated else { return }
        isCreated = false
        do throws(HelperEnd) {
            if helper != nil { _ = try ask(.destroy) }
        } catch {
            note(error, during: "destroy")
        }
        end()
    }

    /// Starts a process and makes the instance there.
    private func launch() throws(HelperEnd) -> CameraAnswer {
        let order = CameraOrder(
            file: camera.library.file, name: camera.name, cluster: settings.cluster,
            dataDirectory: settings.dataDirectory(of: camera.name), options: camera.options,
            writtenOptions: camera.writtenOptions, logLevel: UInt8(logger.logLevel.place),
            memory: isolation.memory ?? 0, isMovedByForce: isolation.isMovedByForce)
        do throws(SystemError) {
            helper = try HelperProcess(
                isolation.program, name: camera.name, voice: CameraVoice(logger, state), output: output)
        } catch {
            throw HelperEnd(
                cause: .refused, description: "cannot start a process for it (\(isolation.program.path)): \(error)")
        }
        state.withLock { $0.report.pid = helper?.pid }
        return try ask(.create(order))
    }

    // MARK: - Coming back

    var isDown: Bool {
        guard isStarted else { return false }
        if let helper, let end = helper.checkAlive() {
            drop(end)
            let now = clock.nanoseconds()
            let failure = state.withLock { $0.noteFailure(end.description, now: now) }
            logger.log(
                level: failure.isLoud ? .warning : .debug, "while nothing was asked of it, \(end)\(failure.remark)")
        }
        return helper == nil
    }

    func revive(isFinal: Bool) -> CameraAnswer? {
        let wait = policy.wait(now: clock.nanoseconds())
        guard wait == 0 || isFinal else { return retry("\(lastEnd); it is started again in \(seconds(wait)) s") }
        do throws(HelperEnd) {
            // What was accepted once may be refused for now: a lock that is still held, a disk that is away. The end
            // of such a camera is its operator's decision.
            let created = try launch()
            guard created.result == .ok else { return giveUp(created) }
            let started = try ask(.start)
            guard started.result == .ok || started.result == .retry else {
                _ = try ask(.destroy)
                return giveUp(started)
            }
        } catch {
            drop(error)
            return retry("when it was started again, \(error)")
        }
        let isQuiet = state.withLock { state in
            state.report.restarts += 1
            return state.isQuiet
        }
        logger.log(level: isQuiet ? .debug : .notice, "its process was started again (\(helper?.pid ?? 0))")
        return nil
    }

    /// The new process does not want to serve: it goes, and another is tried later.
    private func giveUp(_ answer: CameraAnswer) -> CameraAnswer {
        end()
        drop(HelperEnd(cause: .died, description: "its process was started again, but said: \(answer.reason)"))
        return retry(lastEnd)
    }

    /// The process is gone: what it kept is free, and the next start is due some time.
    private func drop(_ end: HelperEnd) {
        helper = nil
        known = [:]
        frames.releaseAll()
        lastEnd = end.description
        let wasOpen = policy.isBreakerOpen
        policy.noteEnd(now: clock.nanoseconds(), jitter: .random(in: 0...1))
        state.withLock { state in
            state.report.pid = nil
            state.report.ends += 1
            if end.cause == .overdue { state.report.killed += 1 }
            state.report.isBreakerOpen = policy.isBreakerOpen
        }
        guard policy.isBreakerOpen, !wasOpen else { return }
        let times = "\(policy.endsInRow) times in a row without taking a picture"
        logger.error(
            "its process has ended \(times) (\(lastEnd)); it is started again, at intervals of up to a minute")
    }

    /// Ends the process in peace.
    private func end() {
        helper?.finish()
        helper = nil
        known = [:]
        frames.releaseAll()
        state.withLock { $0.report.pid = nil }
    }

    // MARK: - Calls

    func shutter(_ frame: ViewFrame) -> CameraAnswer {
        var pieces = [frame.table]
        if let tasks = frame.sharedTasks { pieces.append(tasks.table) }
        let shared = pieces.compactMap(\.shared)
        guard shared.count == pieces.count, !pieces.contains(where: \.isOverfull) else {
            return retry("the picture does not fit into shared memory, or there is none for it")
        }
        var order = SnapshotOrder(header: UInt64(UInt(bitPattern: frame.header)), pieces: [], forgotten: forget())
        var descriptors: [Int32] = []
        for memory in shared {
            let isNew = known[memory.id] == nil
            if isNew { descriptors.append(memory.descriptor) }
            order.pieces.append(.init(id: memory.id, address: UInt64(UInt(bitPattern: memory.base)), isNew: isNew))
        }
        do throws(HelperEnd) {
            let answer = try request(.shutter(order), descriptors)
            for memory in shared { known[memory.id] = Known(memory: memory) }
            try keep(answer, frame)
            let result = CameraAnswer(answer.code, reason: answer.reason)
            if result.result == .ok || result.result == .drop { noteSuccess() }
            return result
        } catch {
            drop(error)
            return retry(error.description)
        }
    }

    /// Pieces that are gone on this side.
    private func forget() -> [UInt64] {
        let gone = known.filter { $0.value.memory == nil }.map(\.key)
        for id in gone { known[id] = nil }
        return gone
    }

    /// Does what the answer says about pictures that are kept.
    private func keep(_ answer: HelperAnswer, _ frame: ViewFrame) throws(HelperEnd) {
        for address in answer.released {
            guard let header = UnsafePointer<evcam_snapshot>(bitPattern: UInt(address)), frames.release(header) else {
                throw HelperEnd(cause: .breach, description: "its process released a picture that it does not hold")
            }
        }
        guard answer.keepsSnapshot else { return }
        guard frames.retain(frame.header) else {
            throw HelperEnd(cause: .breach, description: "its process kept more pictures than it may")
        }
    }

    private func noteSuccess() {
        let wasOpen = policy.noteSuccess()
        guard wasOpen else { return }
        state.withLock { $0.report.isBreakerOpen = false }
        logger.notice("its process works again")
    }

    func cleanup(now: Double) -> (CameraAnswer, deleted: UInt64)? {
        guard helper != nil else { return (retry("\(lastEnd), and was not started again yet"), 0) }
        do throws(HelperEnd) {
            let answer = try request(.cleanup(now))
            return answer.isAbsent ? nil : (CameraAnswer(answer.code, reason: answer.reason), answer.deleted)
        } catch {
            drop(error)
            return (retry(error.description), 0)
        }
    }

    func flush(nanoseconds: UInt64) -> CameraAnswer? {
        do throws(HelperEnd) {
            let answer = try request(.flush(nanoseconds))
            return answer.isAbsent ? nil : CameraAnswer(answer.code, reason: answer.reason)
        } catch {
            return retry(error.description)
        }
    }

    private func note(_ end: HelperEnd, during function: String) {
        helper = nil
        logger.error("in \(function), \(end)")
    }

    private func ask(_ request: HelperRequest) throws(HelperEnd) -> CameraAnswer {
        let answer = try self.request(request)
        return CameraAnswer(answer.code, reason: answer.reason)
    }

    private func request(
        _ request: HelperRequest, _ descriptors: [Int32] = []
    ) throws(HelperEnd) -> HelperAnswer {
        guard let helper else { throw HelperEnd(cause: .died, description: "\(lastEnd), and was not started again") }
        return try helper.ask(request, descriptors, watch) { message, number throws(MessageError) in
            try HelperAnswer.decoded(message, number: number)
        }
    }

    private func retry(_ reason: String) -> CameraAnswer {
        CameraAnswer(CameraResult.retry.rawValue, reason: reason)
    }

    /// To the next tenth: what is about to happen is not said to happen in 0.0 s.
    private func seconds(_ nanoseconds: UInt64) -> Double { (Double(nanoseconds) / 1e8).rounded(.up) / 10 }
}
