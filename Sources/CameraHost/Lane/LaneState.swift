// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// What a lane has to do and what it has done: the mailbox between the host's threads and the lane's.
///
/// A mailbox of depth one for shutters, where the newest wins. Cleanups keep their place in the order.
struct LaneState {
    /// Something the lane's thread does for its camera.
    enum Job {
        case create
        case start
        case shutter(Shutter)
        /// With the time that counts as now, UNIX seconds.
        case cleanup(Double)
        /// The last: flush, stop, destroy; the flush has until then (clock's nanoseconds).
        case finish(until: UInt64)
    }

    /// A call into the camera that has not returned yet.
    struct Call {
        var name: String
        var started: UInt64
        var isOverdue = false
    }

    /// So many cleanups wait at most; a newer one takes the last one's place.
    private static let maxCleanups = 64

    private(set) var jobs: [Job] = []
    /// What the thread is at.
    private var current: Job?
    /// The thread has gone.
    private(set) var isEnded = false
    /// Somebody wants the waiting for this lane to end.
    var isInterrupted = false
    var call: Call?
    /// Why it could not be created or started.
    var failure: CameraError?
    var report: LaneReport
    /// The epoch of an earlier run that the camera goes on in.
    var resumedEpoch: String?
    /// Revisions of the snapshots confirmed since they were last asked for; the newest ones, if nobody asks.
    private var confirmations: [UInt64] = []
    private var rate: ShutterRate
    private var failures = FailureLog()

    init(_ camera: LoadedCamera) {
        report = LaneReport(name: camera.name, camera: camera.library.description.id)
        rate = ShutterRate(maxrate: camera.maxrate)
    }

    /// Nothing to do and nothing being done.
    var isIdle: Bool { jobs.isEmpty && current == nil }

    /// Revision of the oldest snapshot that waits or is being handed over.
    var outstanding: UInt64? {
        ([current].compactMap(\.self) + jobs).compactMap { job in
            if case .shutter(let shutter) = job { shutter.snapshot.revision } else { nil }
        }.min()
    }

    /// Puts a shutter in the mailbox, in the place of one that still waits there.
    mutating func offer(_ shutter: Shutter) {
        guard !report.isOff, !isEnded else { return }
        guard rate.admits(shutter.snapshot.takenAt, always: shutter.context.isFinal) else {
            report.throttled += 1
            return
        }
        for (index, job) in jobs.enumerated() {
            guard case .shutter = job else { continue }
            jobs[index] = .shutter(shutter)
            report.merged += 1
            return
        }
        jobs.append(.shutter(shutter))
    }

    /// Puts a cleanup in the mailbox.
    mutating func offer(cleanup now: Double) {
        guard !report.isOff, !isEnded else { return }
        let waiting = jobs.indices.filter { if case .cleanup = jobs[$0] { true } else { false } }
        if let last = waiting.last, case .cleanup(let time) = jobs[last], time == now { return }
        if waiting.count >= Self.maxCleanups, let last = waiting.last {
            jobs[last] = .cleanup(now)
        } else {
            jobs.append(.cleanup(now))
        }
    }

    /// Puts anything else in the mailbox.
    mutating func post(_ job: Job) {
        if !isEnded { jobs.append(job) }
    }

    /// Takes the next job.
    mutating func next() -> Job? {
        guard !jobs.isEmpty else { return nil }
        let job = jobs.removeFirst()
        current = job
        return job
    }

    /// The job is done.
    mutating func done() { current = nil }

    /// Notes that a snapshot is safe with the camera.
    mutating func confirm(_ revision: UInt64) {
        if confirmations.count == 1024 { confirmations.removeFirst() }
        confirmations.append(revision)
    }

    /// Takes the revisions confirmed since the last call, in order.
    mutating func takeConfirmations() -> [UInt64] {
        defer { confirmations = [] }
        return confirmations
    }

    /// Counts a shutter by its result.
    mutating func count(_ result: CameraResult) {
        switch result {
        case .ok: report.ok += 1
        case .retry: report.retry += 1
        case .drop: report.drop += 1
        case .config, .fatal: report.fatal += 1
        }
    }

    /// Notes that a call failed, or that a process ended by itself.
    /// - Parameters:
    ///   - reason: why.
    ///   - now: nanoseconds of the host's clock.
    /// - Returns: how that is logged.
    mutating func noteFailure(_ reason: String, now: UInt64) -> FailureLog.Failure {
        defer { report.failuresInRow = UInt64(failures.inRow) }
        report.lastError = reason
        return failures.failed(now: now)
    }

    /// Notes that a call went well.
    /// - Returns: how many failures came before it.
    mutating func noteSuccess() -> Int {
        report.failuresInRow = 0
        return failures.succeeded()
    }

    /// Whether what happens now is passed over in the log, as the same was told not long ago.
    var isQuiet: Bool { failures.isQuiet }

    /// The camera gets nothing more, only its end.
    mutating func turnOff() {
        report.isOff = true
        jobs.removeAll { if case .finish = $0 { false } else { true } }
    }

    /// The thread is about to go.
    mutating func end() {
        jobs.removeAll()
        current = nil
        isEnded = true
    }
}
