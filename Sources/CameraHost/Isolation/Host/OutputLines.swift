// SPDX-License-Identifier: Apache-2.0

/// Cuts what a process prints into lines of a bounded length that a log can hold.
struct OutputLines {
    /// Bytes of a line; what is longer ends in "…".
    static let maxBytes = 4096
    private var line: [UInt8] = []
    private var isCut = false

    /// Takes what was printed; returns the lines that are whole now.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == 0x0A {
                lines += end()
            } else if line.count < Self.maxBytes {
                // Other control characters could rewrite the terminal that shows the log.
                line.append(byte >= 0x20 && byte != 0x7F || byte == 0x09 ? byte : 0x3F)
            } else {
                isCut = true
            }
        }
        return lines
    }

    /// The line that has no end, if there is one.
    mutating func end() -> [String] {
        guard !line.isEmpty else { return [] }
        defer {
            line.removeAll(keepingCapacity: true)
            isCut = false
        }
        return [String(decoding: line, as: UTF8.self) + (isCut ? "…" : "")]
    }
}
