// SPDX-License-Identifier: Apache-2.0

import CBase64

/// A line of a tape, looked at without parsing JSON: the tape knows how it has written it.
struct MessageLine {
    private let line: UnsafeRawBufferPointer

    /// Looks at a line without its end.
    init(_ line: UnsafeRawBufferPointer) { self.line = line }

    /// Whether it is a mark of the tape, and no message.
    @inline(__always)
    var isMark: Bool {
        var text = LineText(line)
        return text.take("{\"tape\":") != nil
    }

    /// When the message was taken off the broker, UNIX seconds; nil if another program has written the line.
    var received: Double? {
        var text = LineText(line)
        return text.take("{\"received\":") == nil ? nil : text.takeTime()
    }

    /// Lends the body's bytes as they came, ends of lines excepted; does nothing if another program has written
    /// the line.
    func withBody(_ use: (UnsafeRawBufferPointer) -> Void) {
        var text = LineText(line)
        guard text.take("{\"received\":") != nil, text.takeTime() != nil else { return }
        var isBase64 = false
        while text.take(",\"body\":") == nil {
            if text.take(",\"backlog\":true") != nil { continue }
            if text.take(",\"body_encoding\":\"base64\"") != nil {
                isBase64 = true
                continue
            }
            guard text.take(",\"") != nil, text.skipText() != nil, text.take(":\"") != nil, text.skipText() != nil
            else {
                return
            }
        }
        guard text.rest.last == 0x7D else { return }
        let body = UnsafeRawBufferPointer(rebasing: text.rest.dropLast())
        if isBase64 { decode(body, use) } else { use(body) }
    }

    private func decode(_ text: UnsafeRawBufferPointer, _ use: (UnsafeRawBufferPointer) -> Void) {
        guard text.count >= 2, text.first == 0x22, text.last == 0x22 else { return }
        let digits = UnsafeRawBufferPointer(rebasing: text[1..<(text.count - 1)])
        let decoded = UnsafeMutableRawBufferPointer.allocate(byteCount: digits.count / 4 * 3 + 1, alignment: 8)
        defer { decoded.deallocate() }
        guard let from = digits.baseAddress?.assumingMemoryBound(to: CChar.self),
            let to = decoded.baseAddress?.assumingMemoryBound(to: CChar.self)
        else { return }
        let count = cb64_decode(from, digits.count, to)
        if (0...decoded.count).contains(count) { use(UnsafeRawBufferPointer(rebasing: decoded[..<count])) }
    }
}
