// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// A month of the calendar, in UTC.
struct Month: Hashable, Comparable {
    /// Months since the year 0.
    let number: Int

    /// The month of a time, nil for what no calendar shows.
    init?(_ unixSeconds: Double) {
        guard let time = UTCTime(unixSeconds) else { return nil }
        number = time.year * 12 + time.month - 1
    }

    private init(number: Int) { self.number = number }

    /// The month that many later.
    func advanced(by months: Int) -> Month { Month(number: number + months) }

    /// `2026_01`.
    var name: String { text("_") }

    /// Its first moment, as SQL has it.
    var start: String { "'\(text("-"))-01 00:00:00+00'" }

    static func < (left: Month, right: Month) -> Bool { left.number < right.number }

    private func text(_ separator: String) -> String {
        let year = String(number / 12)
        let month = number % 12 + 1
        return String(repeating: "0", count: max(0, 4 - year.count)) + year + separator + (month < 10 ? "0" : "")
            + "\(month)"
    }
}
