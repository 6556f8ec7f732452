// SPDX-License-Identifier: Apache-2.0

/// A time as the server stores it: microseconds since 2000-01-01.
struct Timestamp {
    let microseconds: Int64

    /// nil for what no calendar of the readers' shows: NaN, infinities, years before 1 and beyond 9999.
    init?(_ unixSeconds: Double) {
        guard unixSeconds >= -62_135_596_800, unixSeconds < 253_402_300_799 else { return nil }
        let whole = unixSeconds.rounded(.down)
        let fraction = ((unixSeconds - whole) * 1e6).rounded()
        microseconds = (Int64(whole) - 946_684_800) * 1_000_000 + Int64(fraction)
    }
}
