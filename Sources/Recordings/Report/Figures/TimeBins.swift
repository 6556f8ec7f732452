// SPDX-License-Identifier: Apache-2.0

/// Equal parts of a span of time, with borders that people like.
package struct TimeBins: Sendable, Hashable {
    /// UNIX seconds at which the first begins.
    package let from: Double
    /// Seconds.
    package let width: Double
    package let count: Int

    /// Parts of a span, at most about so many.
    package init(_ span: TimeSpan, most: Int = 120) {
        width = NiceStep.time(atLeast: span.length / Double(max(1, most)))
        from = (span.from / width).rounded(.down) * width
        var count = max(1, Int(((span.until - from) / width).rounded(.down)) + 1)
        // Where the end is a border, up to the last digit.
        if from + Double(count) * width <= span.until { count += 1 }
        self.count = count
    }

    package var until: Double { from + Double(count) * width }
    package var span: TimeSpan { TimeSpan(from: from, until: until) }

    /// The part in which a time lies; nil outside.
    package func index(_ time: Double) -> Int? {
        guard time >= from, time < until else { return nil }
        return min(count - 1, Int((time - from) / width))
    }
}
