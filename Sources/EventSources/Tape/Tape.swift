// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import Threads

/// Every message as it came, on the disk before it counts: what a `kill -9` of evcam cannot take.
///
/// The messages of a batch form a group, which is written at once and closed by a checksum. A group that is not
/// whole is cut off at the next start: it never counted. What was written is brought to the disk by another thread,
/// several times a second. The files are recordings like any other (docs/tape.md).
///
/// Confined to one thread, the intake's.
package final class Tape {
    /// What the revisions are counted in; a new one than before if the tape was empty, or if the recording had gone on
    /// without it.
    package private(set) var epoch: String
    /// The state's revision reached with the last group.
    package private(set) var revision: UInt64
    /// Groups that ``commit(revision:)`` has written.
    package private(set) var writtenGroup: UInt64 = 0

    private let folder: SegmentFolder
    private let isSyncedAtOnce: Bool
    private let memory: TapeMemory
    private let synchroniser: TapeSync
    private let recent: RecentMessages?
    private var lock: TapeLock?
    private var thread: DedicatedThread?
    private var writer: SegmentWriter
    private var buffer = GroupBuffer()
    /// The time of the last message.
    private var received = 0.0
    private var isClosed = false

    /// Opens a tape and goes on where it ends, or makes one.
    /// - Parameters:
    ///   - settings: where it lies.
    ///   - newEpoch: the epoch to begin, should the tape have none to go on in.
    ///   - doorbell: rung whenever something has reached the disk, and when the tape stops; from another thread.
    ///   - logger: told of what had to be put right, and of a failure.
    ///   - clock: UNIX seconds, by which segments grow old.
    /// - Throws: ``SourceError`` if the folder cannot be made or written to, or another evcam records there.
    package init(
        _ settings: TapeSettings, epoch newEpoch: String, doorbell: Doorbell? = nil, logger: Logger,
        clock: @escaping @Sendable () -> Double = { WallClock.now }
    ) throws(SourceError) {
        folder = SegmentFolder(path: settings.path)
        try folder.make()
        lock = try TapeLock(folder)
        memory = try TapeMemory(folder, logger: logger)
        let recovery = try TapeRecovery(folder, logger: logger)
        let old = memory.record
        let reason = TapeRecord.reasonForEpoch(old, isDamaged: memory.isDamaged, recovery)
        if let reason, reason != .isNew {
            logger.warning("the tape begins a new epoch, and cameras get everything again: \(reason.rawValue)")
        }
        let record = reason == nil ? old ?? TapeRecord(epoch: newEpoch) : TapeRecord(epoch: newEpoch)
        try memory.begin(record)
        epoch = record.epoch
        revision = recovery.revision
        recent = RecentMessages(window: settings.redeliveryWindow)
        isSyncedAtOnce = settings.sync <= 0
        let synchroniser = TapeSync(
            settings, recovery, memory: memory, doorbell: doorbell, logger: logger, clock: clock)
        self.synchroniser = synchroniser
        writer = try SegmentWriter(settings, recovery, epoch: epoch, synchroniser: synchroniser, clock: clock)
        do throws(SystemError) {
            thread = try DedicatedThread(named: "evcam-tape") { synchroniser.run() }
        } catch {
            throw .tape("start a thread for", settings.path, error.code)
        }
        folder.warnIfFull(settings, extent.bytes, logger)
    }

    deinit { close() }

    // MARK: - Writing

    /// Adds a message to the group; in memory, until ``commit(revision:)``.
    ///
    /// Groups are meant to have some megabytes at most, for whoever reads them has them in memory.
    /// - Parameters:
    ///   - message: a message as a source delivers it.
    ///   - batch: where its bytes are.
    ///   - isDecodable: whether it was understood; what was not is kept in a form that any reader of recordings takes.
    package func append(_ message: MessageBatch.Message, of batch: MessageBatch, isDecodable: Bool) {
        if synchroniser.hasStopped { return }
        switch message.format {
        case .body, .kombuEnvelope: break
        case .recordingLine: return buffer.append(line: batch[message.bytes])
        case .clear: return appendClear(received: message.received)
        }
        received = message.received
        let body = buffer.append(message, of: batch, isDecodable: isDecodable)
        guard let recent else { return }
        if let body { recent.insert(body) } else { recent.insert(anyLines: batch[message.bytes]) }
    }

    /// Adds a clearing of the state, which counts as a revision.
    /// - Parameter received: the time, UNIX seconds.
    package func appendClear(received: Double) {
        if synchroniser.hasStopped { return }
        self.received = received
        buffer.appendClear(received: received)
    }

    /// Writes the group; nothing if it is empty.
    ///
    /// After a failure the tape has stopped: it was said in the log, and nothing is written any more.
    /// - Parameter revision: the state's revision reached with the group.
    /// - Returns: the group's number, which ``syncedGroup`` reaches once it is on the disk.
    @discardableResult
    package func commit(revision: UInt64) -> UInt64 {
        defer { buffer.removeAll() }
        guard buffer.count > 0, !synchroniser.hasStopped, !isClosed else { return writtenGroup }
        let reached = max(revision, self.revision)
        buffer.appendCommit(base: self.revision, revision: reached, received: received)
        do throws(SourceError) {
            try writer.write(buffer.bytes, base: self.revision, epoch: epoch)
        } catch {
            synchroniser.stop(error.description)
            return writtenGroup
        }
        self.revision = reached
        writtenGroup += 1
        synchroniser.wrote(group: writtenGroup, revision: reached, bytes: buffer.count)
        if isSyncedAtOnce { synchroniser.wait() }
        return writtenGroup
    }

    /// The state's revisions go on elsewhere: an epoch begins, with a segment of its own, and no camera has seen anything
    /// of it.
    /// - Parameters:
    ///   - epoch: its name.
    ///   - revision: the revision before its first event; not less than the tape's.
    package func beginEpoch(_ epoch: String, revision: UInt64) {
        if hasStopped { return }
        self.epoch = epoch
        self.revision = max(revision, self.revision)
        memory.replace(TapeRecord(epoch: epoch))
        do throws(SourceError) {
            // At once: the next start has to find the revision even if nothing is written any more.
            try writer.begin(after: self.revision, epoch: epoch)
        } catch {
            synchroniser.stop(error.description)
        }
        synchroniser.remembered()
    }

    /// Writes no more, brings everything to the disk and lets go of the folder.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        synchroniser.end()
        thread?.join()
        let descriptor = synchroniser.takeCurrent()
        if descriptor >= 0 { Glibc.close(descriptor) }
        lock = nil
    }

    // MARK: - What is on the disk

    /// The last group that is surely on the disk; the highest number there is once the tape has stopped, for then
    /// nothing is to be waited for.
    package var syncedGroup: UInt64 { synchroniser.syncedGroup }
    /// The revision up to which everything is surely on the disk.
    package var syncedRevision: UInt64 { synchroniser.syncedRevision }

    /// Waits until every group is on the disk, or the tape has stopped.
    ///
    /// So that no camera is told of something that a loss of power would take back.
    package func sync() { if !isClosed { synchroniser.wait() } }

    /// Whether the tape has stopped after a failure; the recording goes on without it.
    package var hasStopped: Bool { synchroniser.hasStopped }
    /// Why it has stopped; nil: it has not.
    package var failure: String? { synchroniser.failure }

    // MARK: - Reading

    /// The revision of the first event that is still kept, or of the next one if there is none.
    package var firstRevision: UInt64 { synchroniser.segments.first?.firstRevision ?? revision + 1 }
    /// The files and their bytes.
    package var extent: (segments: Int, bytes: Int) {
        let segments = synchroniser.segments
        return (segments.count, segments.reduce(0) { $0 + $1.bytes })
    }

    /// Reads the tape, and remembers its last messages for ``isKnown(_:of:)``.
    /// - Parameters:
    ///   - revision: it begins with the segment that has this one; nil: with the first.
    ///   - onLoss: told of what is damaged; called inside `receive`.
    /// - Returns: the reader, which ends behind the last group.
    /// - Throws: ``SourceError`` if the process has no descriptor left.
    package func replay(
        from revision: UInt64? = nil, onLoss: @escaping (SourceLoss, String) -> Void
    ) throws(SourceError) -> TapeReader {
        let segments = synchroniser.segments
        let first = segments.lastIndex { $0.firstRevision <= revision ?? 0 } ?? segments.startIndex
        return try TapeReader(folder, segments[first...], since: -.infinity, recent: recent, onLoss: onLoss)
    }

    /// Whether a message that the broker hands out again is on the tape already.
    ///
    /// Bodies are compared whole: what has the same has the same sender, clock, type and time.
    /// - Returns: false for messages that the broker does not call redelivered.
    package func isKnown(_ message: MessageBatch.Message, of batch: MessageBatch) -> Bool {
        guard message.flags.contains(.redelivered), let recent else { return false }
        return recent.contains(batch[message.bytes])
    }

    // MARK: - Cursors

    /// The revision up to which a camera has confirmed in this epoch; nil if it has not.
    package func cursor(of camera: String) -> UInt64? {
        memory.record?.cursors.first { $0.name == camera }?.revision
    }

    /// Remembers how far the cameras have come: a `kill -9` leaves these or the ones before.
    ///
    /// Cameras that are not named are forgotten. A name with a dot before it is no camera's: its number may be any.
    /// Cursors survive a full disk; a loss of power may set them back to those of a moment before.
    package func store(cursors: [(String, UInt64)]) {
        memory.store(cursors: cursors)
        synchroniser.remembered()
    }
}
