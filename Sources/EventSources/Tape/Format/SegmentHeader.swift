// SPDX-License-Identifier: Apache-2.0

/// A segment's first line.
///
/// `{"tape":{"segment":1,"epoch":"…","revision":1,"created":1795415286.924266},"received":…,"body":[]}`
struct SegmentHeader: Equatable {
    /// Its number since the tape began, from 1.
    var segment: UInt64
    /// What the revisions were counted in when it was begun.
    var epoch: String
    /// The revision of its first event.
    var revision: UInt64
    /// When it was begun, UNIX seconds.
    var created: Double

    /// Describes a segment.
    init(segment: UInt64, epoch: String, revision: UInt64, created: Double) {
        self.segment = segment
        self.epoch = epoch
        self.revision = revision
        self.created = created
    }

    /// Reads such a line; nil if it is none.
    init?(_ line: UnsafeRawBufferPointer) {
        var text = LineText(line)
        guard text.take("{\"tape\":{\"segment\":") != nil, let segment = text.takeNumber(),
            text.take(",\"epoch\":\"") != nil, let epoch = text.takeText(),
            text.take(",\"revision\":") != nil, let revision = text.takeNumber(),
            text.take(",\"created\":") != nil, let created = text.takeTime(),
            text.take("},") != nil
        else { return nil }
        self.init(segment: segment, epoch: epoch, revision: revision, created: created)
    }
}

extension GroupBuffer {
    /// Begins a segment: its header, in a group of its own.
    mutating func appendHeader(_ header: SegmentHeader) {
        reserve(6 * header.epoch.utf8.count + 256)
        append("{\"tape\":{\"segment\":")
        append(header.segment)
        append(",\"epoch\":\"")
        var epoch = header.epoch
        epoch.withUTF8 { appendEscaped(UnsafeRawBufferPointer($0)) }
        append("\",\"revision\":")
        append(header.revision)
        append(",\"created\":")
        append(time: header.created)
        append("},\"received\":")
        append(time: header.created)
        append(",\"body\":[]}\n")
        appendCommit(base: header.revision - 1, revision: header.revision - 1, received: header.created)
    }
}
