// SPDX-License-Identifier: Apache-2.0

import Phrases

/// What is on a tape, in order, up to its last commit.
///
/// Messages come as ``MessageFormat/recordingLine``, clearings as ``MessageFormat/clear``; the tape's own marks are
/// left out. It never waits, and it may be read while another process records. Every group's checksum is verified before its
/// first message is delivered; a damaged group is passed over, counted and named.
package final class TapeReader: EventSource {
    package let doorbell: Doorbell
    package private(set) var losses: [SourceLoss: UInt64] = [:]
    package private(set) var name: String

    /// The state's revision before the first message of the last batch, if that begins with a group; nil: it goes on
    /// in the midst of one.
    ///
    /// Where it is not the revision that was reached before, something is missing on the tape (it was damaged,
    /// deleted, or the recording went on without it); the state's revision then has to be set to it, so that
    /// the events that follow have their old revisions again.
    package private(set) var baseRevision: UInt64?
    /// The state's revision with which the last message of the last batch was written, if that ends with a group.
    package private(set) var revision: UInt64?
    /// Revisions that are missing so far.
    package private(set) var missingRevisions: UInt64 = 0

    private let folder: SegmentFolder
    private let since: Double
    private let recent: RecentMessages?
    private let onLoss: (SourceLoss, String) -> Void
    private var group: GroupReader?
    /// The segment that is read, or was read last, and those that follow as far as is known.
    private var segment: Segment?
    private var following: ArraySlice<Segment>
    /// Whether others follow the segment, so that nothing is added to it.
    private var isComplete = false
    /// The next line of the group, if there is one; a group that has begun is delivered to its end.
    private var nextLine = 0
    private var holdsGroup = false
    /// The revision reached at the end of the last group.
    private var reached: UInt64?
    /// Bytes before the next group that are damaged, and not told of yet.
    private var damaged = 0
    /// What the revisions are counted in, as far as it has been read.
    package private(set) var epoch = ""
    /// When the state was cleared last.
    private var cleared = 0.0

    /// Opens a tape to read it, whether another evcam records on it or not.
    /// - Parameters:
    ///   - path: the folder.
    ///   - since: UNIX seconds; what was received before is left out, by whole segments only if `isWhole`.
    ///   - isWhole: whether a segment is read from its beginning, so that revisions can be counted.
    ///   - onLoss: told of each loss, with a sentence that names the file; called inside `receive`.
    /// - Throws: ``SourceError`` if there is no tape, or it may not be read.
    package convenience init(
        path: String, since: Double = -.infinity, isWhole: Bool = false,
        onLoss: @escaping (SourceLoss, String) -> Void
    ) throws(SourceError) {
        let folder = SegmentFolder(path: path)
        let segments = try folder.segments()
        guard !segments.isEmpty else {
            throw SourceError("there is no tape in '\(path)'; name the folder that a configuration names after `tape:`")
        }
        try self.init(
            folder, try folder.segments(from: since, of: segments), since: isWhole ? -.infinity : since, recent: nil,
            onLoss: onLoss)
    }

    /// Reads these segments and whatever follows them.
    init(
        _ folder: SegmentFolder, _ segments: ArraySlice<Segment>, since: Double, recent: RecentMessages?,
        onLoss: @escaping (SourceLoss, String) -> Void
    ) throws(SourceError) {
        self.folder = folder
        self.since = since
        self.recent = recent
        self.onLoss = onLoss
        following = segments
        name = segments.first.map(folder.file) ?? folder.path
        do {
            doorbell = try Doorbell()
        } catch {
            throw SourceError("\(error)")
        }
    }

    package func receive(
        into batch: MessageBatch, maxMessages: Int, maxBytes: Int, timeout: Double?
    ) throws -> SourceStatus {
        batch.removeAll()
        baseRevision = nil
        revision = nil
        while true {
            if holdsGroup {
                guard let group, let commit = group.commit else { return .ended }
                // A batch is of consecutive revisions.
                if nextLine == 0, commit.base != reached || damaged > 0 {
                    if !batch.isEmpty { break }
                    noteGap(before: group, commit)
                }
                if batch.isEmpty { baseRevision = nextLine == 0 ? commit.base : nil }
                guard deliver(group, to: batch, maxMessages: maxMessages, maxBytes: maxBytes) else {
                    if nextLine > 0 { revision = nil }
                    return .messages
                }
                holdsGroup = false
                reached = commit.revision
                revision = reached
                if batch.messages.count >= maxMessages || batch.byteCount >= maxBytes { break }
            } else if let status = try findGroup(isHolding: !batch.isEmpty) {
                return batch.isEmpty ? status : .messages
            }
        }
        return .messages
    }

    /// Copies lines of the group into the batch; false if it is full before the group is at its end.
    private func deliver(_ group: GroupReader, to batch: MessageBatch, maxMessages: Int, maxBytes: Int) -> Bool {
        while nextLine < group.lineCount {
            let line = group.line(nextLine)
            let text = MessageLine(line)
            var message: MessageFormat? = .recordingLine
            if text.isMark { message = take(mark: line) }
            if since > -.infinity, let received = text.received, received < since { message = nil }
            if let message {
                guard batch.isEmpty || batch.byteCount + line.count <= maxBytes, batch.messages.count < maxMessages
                else { return false }
                batch.append(line, lineNumber: group.firstLine + UInt64(nextLine), format: message)
                if message == .clear { batch.messages[batch.messages.count - 1].received = cleared }
                if message == .recordingLine, let recent { text.withBody { recent.insert(anyLines: $0) } }
            }
            nextLine += 1
        }
        return true
    }

    /// Takes what a mark says; its format if it is to be delivered.
    private func take(mark line: UnsafeRawBufferPointer) -> MessageFormat? {
        if let clear = ClearMark(line) {
            cleared = clear.received
            return cleared < since ? nil : .clear
        }
        if let header = SegmentHeader(line) { epoch = header.epoch }
        return nil
    }

    /// Whether this is a segment's header with which a new epoch begins: its revisions may begin elsewhere.
    private func beginsEpoch(_ group: GroupReader) -> Bool {
        guard group.lineCount > 0, let header = SegmentHeader(group.line(0)) else { return false }
        return header.epoch != epoch
    }

    /// Finds the next group; a status if there is none, or if the batch that is held has to end before it.
    private func findGroup(isHolding: Bool) throws(SourceError) -> SourceStatus? {
        guard let group else {
            if isHolding { return .messages }
            return try openNext() ? nil : .ended
        }
        switch next(of: group) {
        case .group:
            holdsGroup = true
            nextLine = 0
        case .damaged(let bytes): damaged += bytes
        case .end(let rest):
            guard isComplete else {
                if following.isEmpty { try look() }
                // What is left in the last segment is a group that is being written. In others: it may have grown
                // before the next one was begun.
                isComplete = !following.isEmpty
                if !isComplete, !isHolding { tellDamage(group, "") }
                return isComplete ? nil : .ended
            }
            tellDamage(group, "")
            if rest > 0 {
                lose(
                    .fileTruncated, group.path,
                    "its last \(Phrase.count(rest, "byte is", "bytes are")) a group without an end, and were passed over"
                )
            }
            self.group = nil
        }
        return nil
    }

    /// What comes next in a segment; one that cannot be read on is at its end.
    private func next(of group: GroupReader) -> GroupReader.Next {
        do throws(SourceError) {
            return try group.next()
        } catch {
            lose(.fileDamaged, group.path, "\(error); the rest of it was passed over")
            return .end(0)
        }
    }

    /// Opens the next segment; false if there is none.
    private func openNext() throws(SourceError) -> Bool {
        while true {
            if following.isEmpty { try look() }
            guard let next = following.popFirst() else { return false }
            segment = next
            isComplete = !following.isEmpty
            name = folder.file(next)
            do throws(SourceError) {
                group = try GroupReader(path: name)
                return true
            } catch {
                guard try !folder.segments().contains(next) else { throw error }
                lose(.fileTruncated, name, "it was deleted before it was read, since no more is to be kept")
                // Those that followed it may be gone too: they are one loss.
                following = []
            }
        }
    }

    /// Looks for segments that have been begun since.
    private func look() throws(SourceError) {
        let all = try folder.segments()
        following = all[(all.firstIndex { next in segment.map { next > $0 } ?? true } ?? all.endIndex)...]
    }

    /// Tells of what is missing before a group.
    private func noteGap(before group: GroupReader, _ commit: CommitMark) {
        var revisions = ""
        if let reached, commit.base > reached, !beginsEpoch(group) {
            missingRevisions += commit.base - reached
            revisions = "the revisions \(reached + 1) to \(commit.base)"
        }
        if damaged > 0 { return tellDamage(group, revisions) }
        if !revisions.isEmpty {
            lose(.fileDamaged, group.path, "\(revisions) are missing before line \(group.firstLine)")
        }
    }

    private func tellDamage(_ group: GroupReader, _ revisions: String) {
        guard damaged > 0 else { return }
        let lost = revisions.isEmpty ? "" : ", with \(revisions)"
        let place = "before line \(group.firstLine)"
        let bytes = Phrase.count(damaged, "byte")
        let what = damaged == 1 ? "is damaged and was passed over" : "are damaged and were passed over"
        lose(.fileDamaged, group.path, "\(bytes) \(place) \(what)\(lost)")
        damaged = 0
    }

    private func lose(_ cause: SourceLoss, _ path: String, _ text: String) {
        losses[cause, default: 0] += 1
        onLoss(cause, "\(path): \(text)")
    }
}
