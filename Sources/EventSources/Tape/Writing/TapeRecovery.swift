// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

/// How far a tape goes, found at a start: the last segment is read from its beginning, and a torn end is cut off.
struct TapeRecovery {
    /// The segments, oldest first.
    private(set) var segments: [Segment]
    /// The last group's revision; 0 on an empty tape.
    private(set) var revision: UInt64 = 0
    /// The last segment's header, if it can be read.
    private(set) var header: SegmentHeader?

    private let folder: SegmentFolder
    private let logger: Logger
    /// So many segments may not have been on the disk when the last evcam ended, by a wide margin.
    private static let unsyncedSegments = 8

    /// Looks at a tape that nobody else writes to.
    init(_ folder: SegmentFolder, logger: Logger) throws(SourceError) {
        self.folder = folder
        self.logger = logger
        segments = try folder.segments()
        while let last = segments.last, try !recover(last) { segments.removeLast() }
        // Cameras may be told of what a killed evcam had written: it has to outlive a loss of power from now on.
        for segment in segments.suffix(Self.unsyncedSegments) {
            let path = folder.file(segment)
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .tape("open", path, errno) }
            defer { close(descriptor) }
            if fdatasync(descriptor) != 0 { throw .tape("write", path, errno) }
        }
        try folder.synchronise()
    }

    /// Finds a segment's last group; false if it has none, and is out of the way.
    private mutating func recover(_ segment: Segment) throws(SourceError) -> Bool {
        let path = folder.file(segment)
        let reader = try GroupReader(path: path)
        var last: (commit: CommitMark, end: Int)?
        var header: SegmentHeader?
        var rest = 0
        reading: while true {
            switch try reader.next() {
            case .group:
                if last == nil, reader.lineCount > 0 { header = SegmentHeader(reader.line(0)) }
                if let commit = reader.commit { last = (commit, reader.offset) }
            case .damaged: break
            case .end(let count):
                rest = reader.offset + count
                break reading
            }
        }
        guard let last else {
            try putAside(path, bytes: rest)
            return false
        }
        revision = last.commit.revision
        self.header = header
        if rest > last.end { try cut(path, at: last.end, bytes: rest - last.end) }
        segments[segments.count - 1].bytes = last.end
        return true
    }

    private func cut(_ path: String, at end: Int, bytes: Int) throws(SourceError) {
        guard truncate(path, off_t(end)) == 0 else { throw .tape("cut", path, errno) }
        logger.warning(
            "the tape's last \(bytes) bytes were never written to their end and were cut off: '\(path)', from byte \(end)"
        )
    }

    /// A segment of which nothing can be believed: hidden from readers, but not thrown away.
    private func putAside(_ path: String, bytes: Int) throws(SourceError) {
        guard bytes > 0 else {
            guard unlink(path) == 0 else { throw .tape("delete", path, errno) }
            return
        }
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let aside = path[..<slash] + "/.damaged-" + path[path.index(after: slash)...]
        guard rename(path, String(aside)) == 0 else { throw .tape("rename", path, errno) }
        logger.warning("nothing in the tape's last segment is whole; its \(bytes) bytes were put aside as '\(aside)'")
    }
}
