// SPDX-License-Identifier: Apache-2.0

/// Writes groups to segments, and begins the next segment in good time.
///
/// Used by one thread.
struct SegmentWriter {
    private let folder: SegmentFolder
    private let settings: TapeSettings
    private let clock: @Sendable () -> Double
    private let synchroniser: TapeSync
    private var file: SegmentFile?
    private var last: Segment?
    /// The number of the last segment since the tape began.
    private var number: UInt64

    /// Goes on with the last segment of a tape, if that is of this epoch, or else with a new one.
    init(
        _ settings: TapeSettings, _ recovery: TapeRecovery, epoch: String, synchroniser: TapeSync,
        clock: @escaping @Sendable () -> Double
    ) throws(SourceError) {
        self.settings = settings
        self.synchroniser = synchroniser
        self.clock = clock
        folder = SegmentFolder(path: settings.path)
        last = recovery.segments.last
        number = recovery.header?.segment ?? UInt64(recovery.segments.count)
        guard let last, let header = recovery.header, header.epoch == epoch else { return }
        let file = try SegmentFile(path: folder.file(last), size: last.bytes, created: header.created)
        self.file = file
        synchroniser.begin(last, file.descriptor, isNew: false)
    }

    /// Writes a group that is closed.
    /// - Parameters:
    ///   - group: its bytes.
    ///   - base: the revision before it.
    ///   - epoch: in which it is counted.
    /// - Throws: what the system said; nothing of the group is left in the file then, if the system allows it.
    mutating func write(_ group: UnsafeRawBufferPointer, base: UInt64, epoch: String) throws(SourceError) {
        if isNextDue(group.count) { try begin(after: base, epoch: epoch) }
        try file?.write(group)
    }

    private func isNextDue(_ bytes: Int) -> Bool {
        guard let file else { return true }
        return file.size + bytes > settings.segmentLimit || clock() - file.created >= settings.segmentAge
    }

    /// Begins a segment.
    /// - Parameters:
    ///   - base: the revision before its first event.
    ///   - epoch: in which it is counted.
    /// - Throws: what the system said; the segment before is gone on with then.
    mutating func begin(after base: UInt64, epoch: String) throws(SourceError) {
        // A segment without an event has the name that the next one would get.
        let part = last.map { $0.firstRevision == base + 1 ? $0.part + 1 : 0 } ?? 0
        var segment = Segment(firstRevision: base + 1, part: part)
        let created = clock()
        var beginning = GroupBuffer()
        beginning.appendHeader(
            SegmentHeader(segment: number + 1, epoch: epoch, revision: base + 1, created: created))
        let file = try SegmentFile(path: folder.file(segment), beginning: beginning.bytes, created: created)
        number += 1
        segment.bytes = beginning.count
        segment.lastWritten = created
        last = segment
        self.file = file
        synchroniser.begin(segment, file.descriptor, isNew: true)
    }
}
