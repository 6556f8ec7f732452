// SPDX-License-Identifier: Apache-2.0

import CChecksum

/// What a tape remembers beside its segments.
///
/// As text, so that people can read it:
///
///     evcam tape 1
///     sequence 42
///     epoch 20261124T001501.123456Z-1f2e3d4c
///     beyond no
///     cursor 123456 history
///     end 1f2e3d4c
struct TapeRecord: Equatable {
    /// What the revisions are counted in.
    var epoch: String
    /// Whether the recording went on after the tape had stopped.
    var isBeyond = false
    /// The revision up to which each camera has confirmed, by its name; other numbers have a name with a dot before it.
    var cursors: [(name: String, revision: UInt64)] = []

    /// The record with its checksum.
    func text(sequence: UInt64) -> [UInt8] {
        var text =
            "evcam tape 1\nsequence \(sequence)\nepoch \(Self.escaped(epoch))\nbeyond \(isBeyond ? "yes" : "no")\n"
        for cursor in cursors { text += "cursor \(cursor.revision) \(Self.escaped(cursor.name))\n" }
        let bytes = Array(text.utf8)
        let sum = bytes.withUnsafeBytes { cck_crc32(0, $0.baseAddress, $0.count) }
        let digits = String(sum, radix: 16)
        return bytes + Array("end \(String(repeating: "0", count: 8 - digits.utf8.count))\(digits)\n".utf8)
    }

    /// Reads a record at the beginning of some bytes.
    /// - Returns: it and its sequence; nil if there is none, or not a whole one.
    static func read(_ bytes: [UInt8]) -> (record: TapeRecord, sequence: UInt64)? {
        var record = TapeRecord(epoch: "")
        var sequence: UInt64?
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            let line = String(decoding: bytes[start..<end], as: UTF8.self)
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            switch (words.first, words.count) {
            case ("evcam", 3) where start == 0 && line == "evcam tape 1": break
            case ("sequence", 2): sequence = UInt64(words[1])
            case ("epoch", 2): record.epoch = unescaped(words[1])
            case ("beyond", 2): record.isBeyond = words[1] != "no"
            case ("cursor", 3):
                guard let revision = UInt64(words[1]) else { return nil }
                record.cursors.append((unescaped(words[2]), revision))
            case ("end", 2):
                let sum = bytes[..<start].withUnsafeBytes { cck_crc32(0, $0.baseAddress, $0.count) }
                guard let sequence, UInt32(words[1], radix: 16) == sum, start > 0 else { return nil }
                return (record, sequence)
            default: return nil
            }
            start = end + 1
        }
        return nil
    }

    static func == (one: TapeRecord, other: TapeRecord) -> Bool {
        one.epoch == other.epoch && one.isBeyond == other.isBeyond
            && one.cursors.elementsEqual(other.cursors) { $0 == $1 }
    }

    /// A text without spaces and ends of lines.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if scalar.value <= 0x20 || scalar == "%" {
                let digits = String(scalar.value, radix: 16)
                escaped += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func unescaped(_ text: Substring) -> String {
        var scalars = text.unicodeScalars[...]
        var plain = ""
        while let scalar = scalars.popFirst() {
            if scalar == "%", let value = UInt8(String(scalars.prefix(2)), radix: 16) {
                plain.unicodeScalars.append(Unicode.Scalar(value))
                scalars = scalars.dropFirst(2)
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }
}
