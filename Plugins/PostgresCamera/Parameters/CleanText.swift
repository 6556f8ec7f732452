// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Text as the server takes it: UTF-8 without NUL bytes.
enum CleanText {
    /// Copies at most `limit` bytes of text, never half a character; there is room for three times the source's bytes.
    ///
    /// Answers whether it is the source, byte for byte.
    static func copy(
        _ source: UnsafeRawBufferPointer, limit: Int, to out: UnsafeMutablePointer<UInt8>, count: inout Int
    ) -> Bool {
        guard let base = source.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
        if source.count <= limit, isPlain(base, source.count) {
            memcpy(out, base, source.count)
            count += source.count
            return true
        }
        var text = String(decoding: source, as: UTF8.self)
        if source.contains(0) { text.unicodeScalars.removeAll { $0.value == 0 } }
        text.withUTF8 { bytes in
            var end = min(bytes.count, limit)
            while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
            if let start = bytes.baseAddress { memcpy(out, start, end) }
            count += end
        }
        let copied = UnsafeRawBufferPointer(start: out, count: min(text.utf8.count, limit))
        return copied.count == source.count && copied.elementsEqual(source)
    }

    /// Whether all bytes are ASCII and none is NUL.
    private static func isPlain(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        let raw = UnsafeRawPointer(bytes)
        while index + 8 <= count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            // A byte's high bit is set where it is above 0x7F, or was 0.
            if (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 != 0 { return false }
            index += 8
        }
        while index < count {
            if bytes[index] == 0 || bytes[index] >= 0x80 { return false }
            index += 1
        }
        return true
    }
}
