// SPDX-License-Identifier: Apache-2.0

import Glibc
import Phrases

/// Where times lie on a line, and which of them are marked.
struct TimeAxis {
    struct Tick: Hashable {
        let time: Double
        let label: String
    }

    let span: TimeSpan
    let from: Double
    let until: Double
    let ticks: [Tick]

    /// `from`, `until`: where the span begins and ends in the drawing.
    init(_ span: TimeSpan, from: Double, until: Double, mostTicks: Int) {
        self.span = span
        self.from = from
        self.until = until
        let step = NiceStep.time(atLeast: span.length / Double(max(1, mostTicks)))
        ticks = step >= 2_592_000 ? Self.months(span, step) : Self.marks(span, step)
    }

    func place(_ time: Double) -> Double {
        let share = span.length > 0 ? (time - span.from) / span.length : 0
        return from + min(1, max(0, share)) * (until - from)
    }

    private static func marks(_ span: TimeSpan, _ step: Double) -> [Tick] {
        // Weeks begin on Mondays; the first day of all was a Thursday.
        let origin: Double = step.truncatingRemainder(dividingBy: 604_800) == 0 ? 345_600 : 0
        var number = ((span.from - origin) / step).rounded(.up)
        var ticks: [Tick] = []
        while origin + number * step <= span.until, ticks.count < 100 {
            let time = origin + number * step
            ticks.append(Tick(time: time, label: label(time, step)))
            number += 1
        }
        return ticks
    }

    private static func label(_ time: Double, _ step: Double) -> String {
        guard let calendar = CalendarTime(time) else { return "" }
        let isMidnight = calendar.hour + calendar.minute + calendar.second + calendar.microsecond == 0
        if step >= 86_400 || isMidnight && step >= 60 { return day(calendar) }
        let clock = "\(Phrase.padded(calendar.hour, 2)):\(Phrase.padded(calendar.minute, 2))"
        if step >= 60 { return clock }
        let seconds = "\(clock):\(Phrase.padded(calendar.second, 2))"
        return step >= 1 ? seconds : "\(seconds).\(Phrase.padded(calendar.microsecond / 1000, 3))"
    }

    /// The beginnings of months.
    private static func months(_ span: TimeSpan, _ step: Double) -> [Tick] {
        guard let first = CalendarTime(span.from) else { return [] }
        let every = max(1, Int((step / 2_592_000).rounded()))
        var month = (first.year * 12 + first.month - 1 + every - 1) / every * every
        var ticks: [Tick] = []
        while ticks.count < 100 {
            var parts = tm()
            (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(month / 12 - 1900), Int32(month % 12), 1)
            let time = Double(timegm(&parts))
            if time > span.until { break }
            if time >= span.from {
                let name = every % 12 == 0 ? "" : names[month % 12] + " "
                ticks.append(Tick(time: time, label: "\(name)\(month / 12)"))
            }
            month += every
        }
        return ticks
    }

    static let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `23 Nov`.
    static func day(_ time: CalendarTime) -> String { "\(time.day) \(names[time.month - 1])" }

    /// Lines and labels below a plot, from its top to its bottom.
    func drawing(top: Double, bottom: Double) -> Markup {
        Markup.joined(
            ticks.map { tick in
                let x = place(tick.time)
                let anchor = x - from < 24 ? "start" : until - x < 24 ? "end" : "middle"
                return """
                    <line class="grid" x1="\(x)" y1="\(top)" x2="\(x)" y2="\(bottom)"/>\
                    <text class="tick" x="\(x)" y="\(bottom + 16)" text-anchor="\(anchor)">\(tick.label)</text>
                    """
            })
    }

    /// Times in which events were missed.
    func drawing(of gaps: [RecordedGap], top: Double, bottom: Double) -> Markup {
        Markup.joined(
            gaps.map { gap in
                let (start, end) = (place(gap.from), place(gap.until ?? span.until))
                let width = max(2, end - start)
                let title = "gap: \(GapWords.describe(gap))"
                return """
                    <rect class="gap" x="\(start)" y="\(top)" width="\(width)" height="\(bottom - top)">\
                    <title>\(title)</title></rect>
                    """
            })
    }
}
