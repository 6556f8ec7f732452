// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Durations on a logarithmic line.
struct DurationAxis {
    struct Tick: Hashable {
        let seconds: Double
        let label: String
    }

    /// What people call the powers of ten, and what stands for them above a minute.
    private static let marks: [Tick] =
        [
            (1e-6, "1 µs"), (1e-5, "10 µs"), (1e-4, "100 µs"), (1e-3, "1 ms"), (1e-2, "10 ms"), (0.1, "100 ms"),
            (1, "1 s"), (10, "10 s"), (60, "1 min"), (600, "10 min"), (3_600, "1 h"), (36_000, "10 h"), (86_400, "1 d"),
            (864_000, "10 d"), (8_640_000, "100 d"), (86_400_000, "1,000 d"),
        ].map { Tick(seconds: $0.0, label: $0.1) }

    let ticks: [Tick]
    let shortest: Double
    let longest: Double
    let from: Double
    let until: Double

    /// An axis on which all of them lie, from mark to mark.
    init(_ durations: [Double], from: Double, until: Double, mostTicks: Int) {
        let least = max(1e-6, durations.min() ?? 0.001)
        let most = max(least, durations.max() ?? 1)
        let first = Self.marks.lastIndex { $0.seconds <= least * 1.000_001 } ?? 0
        var last = Self.marks.firstIndex { $0.seconds >= most * 0.999_999 } ?? Self.marks.count - 1
        if last == first { last = min(first + 1, Self.marks.count - 1) }
        let start = last == first ? first - 1 : first
        shortest = Self.marks[start].seconds
        longest = Self.marks[last].seconds
        self.from = from
        self.until = until
        let every = max(1, (last - start + mostTicks - 1) / max(1, mostTicks))
        ticks = stride(from: start, through: last, by: every).map { Self.marks[$0] }
    }

    func place(_ seconds: Double) -> Double {
        let share = log(min(longest, max(shortest, seconds)) / shortest) / log(longest / shortest)
        return from + share * (until - from)
    }

    func drawing(top: Double, bottom: Double) -> Markup {
        Markup.joined(
            ticks.map { tick in
                let x = place(tick.seconds)
                let anchor = until - x < 20 ? "end" : x - from < 20 ? "start" : "middle"
                return """
                    <line class="grid" x1="\(x)" y1="\(top)" x2="\(x)" y2="\(bottom)"/>\
                    <text class="tick" x="\(x)" y="\(bottom + 16)" text-anchor="\(anchor)">\(tick.label)</text>
                    """
            })
    }
}
