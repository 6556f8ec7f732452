// SPDX-License-Identifier: Apache-2.0

import CChecksum

/// The line that closes a group: a group without one was never written to its end.
///
/// `{"tape":{"base":3,"revision":5,"bytes":812,"commit":"1f2e3d4c"},"received":1795415286.924266,"body":[]}`:
/// the checksum is zlib's CRC-32 of the group and of this line up to the comma before `"commit"`.
struct CommitMark: Equatable {
    /// How every such line begins.
    static let beginning: StaticString = "{\"tape\":{\"base\":"
    /// Bytes that such a line has at most.
    static let maxBytes = 192

    /// The state's revision before the group.
    var base: UInt64
    /// The state's revision reached with it.
    var revision: UInt64
    /// Bytes of the group's lines before this one.
    var bytes: Int
    /// What the group's checksum has to be.
    var checksum: UInt32
    /// Bytes of this line that the checksum covers.
    var covered: Int

    /// Reads such a line; nil if it is none.
    init?(_ line: UnsafeRawBufferPointer) {
        var text = LineText(line)
        guard text.take(Self.beginning) != nil, let base = text.takeNumber(),
            text.take(",\"revision\":") != nil, let revision = text.takeNumber(), revision >= base,
            text.take(",\"bytes\":") != nil, let bytes = text.takeNumber(), bytes <= UInt64(Int32.max)
        else { return nil }
        covered = line.count - text.count
        guard text.take(",\"commit\":\"") != nil, let checksum = text.takeChecksum(),
            text.take("\"},\"received\":") != nil, text.takeTime() != nil,
            text.take(",\"body\":[]}") != nil, text.isAtEnd
        else { return nil }
        self.base = base
        self.revision = revision
        self.bytes = Int(bytes)
        self.checksum = checksum
    }

    /// Whether the bytes before the line, as many as it says, are those that were written.
    func fits(_ group: UnsafeRawBufferPointer, line: UnsafeRawBufferPointer) -> Bool {
        let sum = cck_crc32(cck_crc32(0, group.baseAddress, group.count), line.baseAddress, covered)
        return group.count == bytes && sum == checksum
    }
}

extension GroupBuffer {
    /// Closes a group.
    /// - Parameters:
    ///   - base: the state's revision before it.
    ///   - revision: the state's revision reached with it.
    ///   - received: the time of its last message.
    mutating func appendCommit(base: UInt64, revision: UInt64, received: Double) {
        reserve(CommitMark.maxBytes)
        let group = count
        append(CommitMark.beginning)
        append(base)
        append(",\"revision\":")
        append(revision)
        append(",\"bytes\":")
        append(UInt64(group))
        let checksum = cck_crc32(0, bytes.baseAddress, count)
        append(",\"commit\":\"")
        appendHexadecimal(checksum, digits: 8)
        append("\"},\"received\":")
        append(time: received)
        append(",\"body\":[]}\n")
    }
}
