// SPDX-License-Identifier: Apache-2.0

extension SegmentFolder {
    /// The segments with everything received at that time and later: those from the last one that was begun before.
    func segments(from time: Double, of segments: [Segment]) throws(SourceError) -> ArraySlice<Segment> {
        guard time > -.infinity else { return segments[...] }
        var first = segments.startIndex
        for (index, segment) in segments.enumerated().dropFirst() {
            guard let created = try header(of: segment)?.created else { continue }
            if created > time { break }
            first = index
        }
        return segments[first...]
    }

    /// A segment's header; nil if it is damaged, or if the segment was deleted meanwhile.
    func header(of segment: Segment) throws(SourceError) -> SegmentHeader? {
        guard let group = try? GroupReader(path: file(segment)), case .group = try group.next(), group.lineCount > 0
        else { return nil }
        return SegmentHeader(group.line(0))
    }
}
