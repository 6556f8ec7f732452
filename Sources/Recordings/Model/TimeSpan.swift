// SPDX-License-Identifier: Apache-2.0

/// From when to when; UNIX seconds.
package struct TimeSpan: Sendable, Hashable {
    package var from: Double
    package var until: Double

    package init(from: Double, until: Double) {
        self.from = from
        self.until = max(from, until)
    }

    /// Seconds.
    package var length: Double { until - from }

    /// The span of both.
    package func union(_ other: TimeSpan?) -> TimeSpan {
        guard let other else { return self }
        return TimeSpan(from: min(from, other.from), until: max(until, other.until))
    }
}
