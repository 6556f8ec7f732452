// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// A time as Django writes it to SQLite with `USE_TZ`: `2026-01-02 03:04:05.678901`, UTC, without a fraction of zero.
///
/// Sorts as text, to within the last digit.
struct DjangoTime {
    /// ASCII.
    private(set) var bytes: [UInt8] = []

    /// nil for what Python's `datetime` cannot hold.
    init?(_ unixSeconds: Double) {
        guard unixSeconds > -62_135_596_800, unixSeconds < 253_402_300_799 else { return nil }
        // As Python's `datetime.fromtimestamp` rounds: a product of the whole would be off by a microsecond at times.
        var second = unixSeconds.rounded(.down)
        var fraction = Int(((unixSeconds - second) * 1e6).rounded(.toNearestOrEven))
        if fraction == 1_000_000 { (second, fraction) = (second + 1, 0) }
        guard let time = UTCTime(second) else { return nil }
        bytes.reserveCapacity(26)
        append(time.year, 4, then: "-")
        append(time.month, 2, then: "-")
        append(time.day, 2, then: " ")
        append(time.hour, 2, then: ":")
        append(time.minute, 2, then: ":")
        append(time.second, 2, then: fraction > 0 ? "." : nil)
        if fraction > 0 { append(fraction, 6, then: nil) }
    }

    private mutating func append(_ number: Int, _ width: Int, then mark: Unicode.Scalar?) {
        var power = 1
        for _ in 1..<width { power *= 10 }
        while power > 0 {
            bytes.append(0x30 + UInt8(number / power % 10))
            power /= 10
        }
        if let mark { bytes.append(UInt8(ascii: mark)) }
    }
}
