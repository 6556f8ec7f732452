// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads a segment group by group, and believes none before its checksum.
///
/// Used by one thread. It holds one group; what has no end within ``largestGroup`` is given up as damaged.
final class GroupReader {
    /// What comes next.
    enum Next {
        /// The next group that is whole; ``line(_:)`` lends its lines until the next call.
        case group
        /// So many bytes are damaged and were passed over.
        case damaged(Int)
        /// Nothing more is there now but so many bytes without a commit.
        case end(Int)
    }

    /// Bytes that a group may have, lines and all.
    static let largestGroup = 256 << 20
    private static let readSize = 512 << 10

    /// The segment's path.
    let path: String
    /// The commit of the group that ``next()`` found last.
    private(set) var commit: CommitMark?
    /// The number of its first line in the file, from 1.
    private(set) var firstLine: UInt64 = 1
    /// Bytes up to and with that group.
    private(set) var offset = 0
    /// The lines of that group before its commit.
    private(set) var lineCount = 0

    private let descriptor: Int32
    private var buffer: UnsafeMutableRawBufferPointer
    /// Where in the buffer the group lies, or what has been read of it, and what is behind it.
    private var start = 0
    private var end = 0
    /// Bytes of the group, its commit included, once it is whole; they are passed over by the next call.
    private var consumed = 0
    /// How far behind `start` lines have been looked for, and where they begin.
    private var searched = 0
    private var lineStarts: [Int] = [0]
    /// The number of the line at `start`.
    private var lineNumber: UInt64 = 1

    /// Opens a segment.
    init(path: String) throws(SourceError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        buffer = .allocate(byteCount: 2 * Self.readSize, alignment: 64)
        guard descriptor >= 0 else { throw .tape("open", path, errno) }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        buffer.deallocate()
        if descriptor >= 0 { close(descriptor) }
    }

    /// Finds the next group.
    ///
    /// After an `end` it may be asked again: the segment may have grown.
    /// - Throws: ``SourceError`` if the file cannot be read.
    func next() throws(SourceError) -> Next {
        pass(consumed, lines: lineStarts.count - 1)
        commit = nil
        while true {
            guard let newline = findNewline() else {
                if end - start > Self.largestGroup { return give(up: end - start) }
                if try fill() { continue }
                return .end(end - start)
            }
            let line = UnsafeRawBufferPointer(rebasing: buffer[(start + lineStarts[lineStarts.count - 1])..<newline])
            lineStarts.append(newline + 1 - start)
            searched = newline + 1 - start
            if let mark = CommitMark(line) { return judge(mark, line) }
        }
    }

    /// A line of the group that ``next()`` has found, without its end; lent until the next call of that.
    @inline(__always)
    func line(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[(start + lineStarts[index])..<(start + lineStarts[index + 1] - 1)])
    }

    /// Compares a group with its mark.
    private func judge(_ mark: CommitMark, _ line: UnsafeRawBufferPointer) -> Next {
        let length = lineStarts[lineStarts.count - 2]
        guard mark.bytes <= length else { return give(up: searched) }
        let group = UnsafeRawBufferPointer(rebasing: buffer[(start + length - mark.bytes)..<(start + length)])
        guard mark.fits(group, line: line) else { return give(up: searched) }
        // The mark of a damaged group before this one was not recognised; this one begins where its mark says.
        if mark.bytes < length { return give(up: length - mark.bytes) }
        commit = mark
        firstLine = lineNumber
        lineCount = lineStarts.count - 2
        consumed = searched
        offset += consumed
        return .group
    }

    /// Passes over bytes that are no good.
    private func give(up count: Int) -> Next {
        let lines = buffer[start..<(start + count)].count(where: { $0 == 0x0A })
        pass(count, lines: lines)
        offset += count
        return .damaged(count)
    }

    private func pass(_ count: Int, lines: Int) {
        start += count
        lineNumber += count > 0 ? UInt64(lines) : 0
        if count > 0 {
            searched = 0
            lineStarts.removeAll(keepingCapacity: true)
            lineStarts.append(0)
        }
        consumed = 0
    }

    private func findNewline() -> Int? {
        guard start + searched < end, let base = buffer.baseAddress,
            let found = memchr(base + start + searched, 0x0A, end - start - searched)
        else { return nil }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    /// Reads on; false at the file's end.
    private func fill() throws(SourceError) -> Bool {
        searched = end - start
        if buffer.count - end < Self.readSize { makeRoom() }
        while true {
            let count = read(descriptor, buffer.baseAddress.map { $0 + end }, min(buffer.count - end, Self.readSize))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .tape("read", path, errno) }
            end += count
            return count > 0
        }
    }

    /// Moves what has been read to the front, and grows the buffer if that is not enough.
    private func makeRoom() {
        let held = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
        if buffer.count - held.count >= 2 * Self.readSize || start >= buffer.count / 2 {
            buffer.copyMemory(from: held)
        } else {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 64)
            larger.copyMemory(from: held)
            buffer.deallocate()
            buffer = larger
        }
        start = 0
        end = held.count
    }
}
