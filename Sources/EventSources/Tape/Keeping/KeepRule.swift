// SPDX-License-Identifier: Apache-2.0

/// Which segments are too old, or too many.
struct KeepRule: Sendable {
    /// Seconds; nil: none is too old.
    let duration: Double?
    /// Bytes; nil: there are never too many.
    let bytes: Int?

    /// Takes those out that are not to be kept, oldest first; the last one, which is in use, always stays.
    func removeExpired(from segments: inout [Segment], now: Double) -> [Segment] {
        var total = segments.reduce(0) { $0 + $1.bytes }
        var count = 0
        for segment in segments.dropLast() {
            let isOld = duration.map { segment.lastWritten < now - $0 } ?? false
            let isTooMuch = bytes.map { total > $0 } ?? false
            guard isOld || isTooMuch else { break }
            total -= segment.bytes
            count += 1
        }
        defer { segments.removeFirst(count) }
        return Array(segments.prefix(count))
    }
}
