// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Cuts what a ``ByteReader`` brings into lines, holding never more than one line at the limit and one read.
struct LineReader: ~Copyable {
    /// What comes next.
    enum Line {
        /// A line without its end; lent until the next call.
        case line(UnsafeRawBufferPointer)
        /// A line beyond the limit went by; so many bytes, a carriage return included.
        case tooLong(Int)
        /// There is no whole line yet: read more.
        case none
    }

    /// The number of the line that ``next()`` returned last, from 1.
    private(set) var lineNumber: UInt64 = 0

    private let limit: Int
    private let readSize: Int
    private var buffer: UnsafeMutableRawBufferPointer
    /// The bytes not yet handed out, and how far of them no line's end was found.
    private var start = 0
    private var searched = 0
    private var end = 0
    /// Where the last line began that was handed out.
    private var lastStart = 0
    /// Bytes of the line that is being skipped.
    private var skipped: Int?
    private var isAtBeginning = true
    private var isAtEnd = false

    /// Cuts lines of up to `limit` bytes out of reads of `readSize`.
    init(limit: Int, readSize: Int) {
        self.limit = max(limit, 1)
        self.readSize = max(readSize, 16)
        buffer = .allocate(byteCount: self.readSize * 2, alignment: 64)
    }

    deinit { buffer.deallocate() }

    /// Reads once more.
    mutating func fill(from reader: any ByteReader) throws -> ReadResult {
        makeRoom()
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end..<min(end + readSize, buffer.count)])
        let result = try reader.read(into: room)
        switch result {
        case .bytes(let count): end += count
        case .ended, .broken: isAtEnd = true
        case .interrupted: break
        }
        return result
    }

    /// The next line that lies in memory; empty lines are counted and passed over.
    mutating func next() -> Line {
        if isAtBeginning, !skipByteOrderMark() { return .none }
        while true {
            guard let stop = findEnd() else { return isAtEnd ? last() : keepSearching() }
            let line = UnsafeRawBufferPointer(rebasing: buffer[start..<stop])
            lastStart = start
            start = stop + 1
            searched = start
            lineNumber += 1
            if let skipped = skipped.take() { return .tooLong(skipped + line.count) }
            if let line = finish(line) { return line }
        }
    }

    /// Lets the next call of `next()` return the same line again; only after it returned a `line`.
    mutating func putBack() {
        start = lastStart
        searched = lastStart
        lineNumber -= 1
    }

    private func findEnd() -> Int? {
        guard searched < end, let base = buffer.baseAddress,
            let found = memchr(base + searched, 0x0A, end - searched)
        else { return nil }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    /// A line without its carriage return; nil if nothing is left of it.
    private func finish(_ whole: UnsafeRawBufferPointer) -> Line? {
        let line = whole.last == 0x0D ? UnsafeRawBufferPointer(rebasing: whole.dropLast()) : whole
        if line.isEmpty { return nil }
        return line.count > limit ? .tooLong(whole.count) : .line(line)
    }

    /// Remembers what was searched, and lets go of a line that has passed the limit.
    private mutating func keepSearching() -> Line {
        searched = end
        // One byte more than the limit may be the carriage return.
        if skipped != nil || end - start > limit + 1 {
            skipped = (skipped ?? 0) + (end - start)
            start = end
        }
        return .none
    }

    /// The last line, which has no end.
    private mutating func last() -> Line {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
        lastStart = start
        start = end
        searched = end
        if let skipped = skipped.take() {
            lineNumber += 1
            return .tooLong(skipped + rest.count)
        }
        guard !rest.isEmpty else { return .none }
        lineNumber += 1
        return finish(rest) ?? .none
    }

    /// Skips the mark once the first bytes are there; false if they are not.
    private mutating func skipByteOrderMark() -> Bool {
        if end < 3, !isAtEnd { return false }
        if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { start = 3 }
        searched = start
        isAtBeginning = false
        return true
    }

    /// Moves the unfinished line to the front, and grows the buffer if it fills more than the reads leave.
    private mutating func makeRoom() {
        let unfinished = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
        if start > 0 { buffer.copyMemory(from: unfinished) }
        if buffer.count - unfinished.count < readSize {
            let larger = UnsafeMutableRawBufferPointer.allocate(
                byteCount: min(buffer.count * 2, limit + 2 * readSize + 1), alignment: 64)
            larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<unfinished.count]))
            buffer.deallocate()
            buffer = larger
        }
        searched -= start
        end -= start
        start = 0
    }
}
