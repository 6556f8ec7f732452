// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import Phrases
import Synchronization
import Threads

/// Brings to the disk what the intake has written, and deletes what is not to be kept: on a thread of its own.
///
/// The intake tells it of every group. Nobody waits for the disk but who asks to.
final class TapeSync: Sendable {
    private struct Work {
        var segments: [Segment]
        /// The segment in use, and those before it that are not surely on the disk; closed by the thread alone.
        var current: Int32 = -1
        var retired: [Int32] = []
        var isFolderDirty = false
        /// The last group that was written, and the revision it reached.
        var group: UInt64 = 0
        var revision: UInt64
        /// Since when something waits for the disk, seconds of the monotonic clock; nil: nothing does.
        var dirtySince: Double?
        var isUrgent = false
        var isKeepDue = true
        var isEnding = false
        /// Whether the thread has to look again before its rest is over.
        var isRung = false
        /// The last group that is surely on the disk.
        var synced: UInt64 = 0
        var failure: String?
        var hasStopped = false
    }

    /// What a round of the thread has to do.
    private enum Task {
        case rest(seconds: Double?)
        case write(current: Int32, retired: [Int32], isFolderDirty: Bool, group: UInt64, revision: UInt64)
        case end
    }

    /// Segments that may wait for the disk before the intake waits with them.
    private static let mostRetired = 4

    private let folder: SegmentFolder
    private let rule: KeepRule
    private let interval: Double
    private let logger: Logger
    private let clock: @Sendable () -> Double
    private let work: Monitor<Work>
    private let memory: TapeMemory
    private let doorbell: Doorbell?
    private let group = Atomic<UInt64>(0)
    private let revision: Atomic<UInt64>
    private let stopFlag = Atomic<Bool>(false)

    /// Makes it; nothing runs before ``run()`` does.
    init(
        _ settings: TapeSettings, _ recovery: TapeRecovery, memory: TapeMemory, doorbell: Doorbell?, logger: Logger,
        clock: @escaping @Sendable () -> Double
    ) {
        folder = SegmentFolder(path: settings.path)
        rule = KeepRule(duration: settings.keepDuration, bytes: settings.keepBytes)
        interval = max(settings.sync, 0)
        self.logger = logger
        self.clock = clock
        self.memory = memory
        self.doorbell = doorbell
        work = Monitor(Work(segments: recovery.segments, revision: recovery.revision))
        revision = Atomic(recovery.revision)
    }

    // MARK: - For the intake

    /// The last group that is surely on the disk; the highest number there is once the tape has stopped.
    var syncedGroup: UInt64 { hasStopped ? .max : group.load(ordering: .acquiring) }
    /// The revision up to which everything is surely on the disk.
    var syncedRevision: UInt64 { revision.load(ordering: .acquiring) }
    /// Whether the tape has stopped.
    var hasStopped: Bool { stopFlag.load(ordering: .relaxed) }
    /// Why, in a sentence.
    var failure: String? { work.withLock { $0.failure } }
    /// The segments that are there.
    var segments: [Segment] { work.withLock { $0.segments } }

    /// From now on groups are written to this file.
    func begin(_ segment: Segment, _ descriptor: Int32, isNew: Bool) {
        let now = clock()
        let isBehind = work.change { work in
            if work.current >= 0 { work.retired.append(work.current) }
            work.current = descriptor
            guard isNew else { return false }
            if !work.segments.isEmpty { work.segments[work.segments.count - 1].lastWritten = now }
            work.segments.append(segment)
            work.isFolderDirty = true
            work.isKeepDue = true
            if work.dirtySince == nil { work.dirtySince = MonotonicClock.now }
            work.isRung = true
            return work.retired.count > Self.mostRetired
        }
        if isBehind { wait() }
    }

    /// A group was written.
    func wrote(group: UInt64, revision: UInt64, bytes: Int) {
        let isFirst = work.withLock { work in
            work.group = group
            work.revision = revision
            work.segments[work.segments.count - 1].bytes += bytes
            return work.dirtySince == nil
        }
        if isFirst { remembered() }
    }

    /// Something waits for the disk: a group, or what is remembered beside the segments.
    func remembered() {
        work.change { work in
            if work.dirtySince == nil { work.dirtySince = MonotonicClock.now }
            work.isRung = true
        }
    }

    /// Waits until every group that was written is on the disk, or the tape has stopped.
    func wait() {
        let wanted = work.change { work in
            work.isUrgent = true
            work.isRung = true
            return work.group
        }
        work.wait { $0.synced >= wanted || $0.hasStopped ? () : nil }
    }

    /// Nothing is written any more, and nobody waits for it; said once.
    func stop(_ sentence: String) {
        let isFirst = work.withLock { work in
            defer { work.failure = work.failure ?? sentence }
            return work.failure == nil
        }
        guard isFirst else { return }
        memory.goBeyond()
        stopFlag.store(true, ordering: .releasing)
        work.change { $0.hasStopped = true }
        logger.error(
            """
            the tape '\(folder.path)' has stopped: \(sentence). The recording goes on without it: what comes from now \
            on is lost if evcam ends. When that is put right, restart evcam: it begins a new epoch
            """)
        doorbell?.ring()
    }

    /// Brings everything to the disk and lets the thread end.
    func end() {
        work.change { work in
            work.isEnding = true
            work.isRung = true
        }
    }

    /// Takes the file in use back, after the thread's end.
    func takeCurrent() -> Int32 {
        work.withLock { work in
            defer { work.current = -1 }
            return work.current
        }
    }

    // MARK: - The thread

    /// What the thread does until ``end()``.
    func run() {
        while true {
            switch nextTask() {
            case .rest(let seconds): rest(seconds)
            case .write(let current, let retired, let isFolderDirty, let group, let revision):
                write(current, retired, isFolderDirty)
                publish(group: group, revision: revision)
            case .end: return
            }
            deleteExpired()
            settleMemory()
        }
    }

    private func rest(_ seconds: Double?) {
        guard let seconds else { return work.wait { $0.isRung ? () : nil } }
        work.wait(nanoseconds: UInt64(seconds * 1e9)) { $0.isRung ? () : nil }
    }

    private func nextTask() -> Task {
        work.withLock { work in
            work.isRung = false
            guard let since = work.dirtySince else {
                work.isUrgent = false
                if work.isEnding { return .end }
                return .rest(seconds: rule.duration.map { min(max($0 / 16, 0.01), 60) })
            }
            let left = work.isUrgent || work.isEnding ? 0 : since + interval - MonotonicClock.now
            if left > 0 { return .rest(seconds: left) }
            defer {
                work.dirtySince = nil
                work.isUrgent = false
                work.isFolderDirty = false
                work.retired = []
            }
            return .write(
                current: work.current, retired: work.retired, isFolderDirty: work.isFolderDirty, group: work.group,
                revision: work.revision)
        }
    }

    private func write(_ current: Int32, _ retired: [Int32], _ isFolderDirty: Bool) {
        var code: Int32 = 0
        for descriptor in retired + [current] where descriptor >= 0 && fdatasync(descriptor) != 0 { code = errno }
        for descriptor in retired { close(descriptor) }
        // What the system could not write once it may forget: nothing after it is to be trusted.
        if code != 0 { return stop(SourceError.tape("write", folder.path, code).description) }
        guard isFolderDirty else { return }
        do throws(SourceError) {
            try folder.synchronise()
        } catch {
            stop(error.description)
        }
    }

    private func publish(group: UInt64, revision: UInt64) {
        guard !hasStopped, group > self.group.load(ordering: .relaxed) else { return }
        self.revision.store(revision, ordering: .releasing)
        self.group.store(group, ordering: .releasing)
        // First, so that it has rung once wait() is over.
        doorbell?.ring()
        work.change { $0.synced = group }
    }

    private func deleteExpired() {
        let expired = work.withLock { work -> [Segment] in
            guard rule.duration != nil || work.isKeepDue else { return [] }
            work.isKeepDue = false
            return rule.removeExpired(from: &work.segments, now: clock())
        }
        for segment in expired where unlink(folder.file(segment)) != 0 && errno != ENOENT {
            logger.warning("\(SourceError.tape("delete", folder.file(segment), errno))")
        }
        guard let last = expired.last else { return }
        let segments = Phrase.count(expired.count, "segment")
        logger.debug("the tape '\(folder.path)' let go of \(segments), up to \(last.name)")
    }

    private func settleMemory() {
        if let code = memory.settle() {
            logger.warning("\(SourceError.tape("write", folder.path + "/.state", code))")
        }
    }
}
