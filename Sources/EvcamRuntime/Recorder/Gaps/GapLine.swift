// SPDX-License-Identifier: Apache-2.0
import Phrases

/// Says in one line when nothing came, why, and how much may be missing.
enum GapLine {
    private static let mostNames = 5

    /// The line, without its end.
    static func text(_ measure: GapMeasure, clockText: (Double) -> String) -> String {
        head(measure, clockText) + missing(measure)
    }

    private static func head(_ measure: GapMeasure, _ clockText: (Double) -> String) -> String {
        let gap = measure.gap
        let length = Phrase.seconds(measure.until - gap.from)
        let when = "from \(clockText(gap.from)) to \(clockText(measure.until)) (\(length), \(gap.cause))"
        return gap.isCounted ? "no events \(when): " : "the broker has not kept all events \(when) as it should: "
    }

    /// The line for a gap when the recording ends before it was measured: no upper bound holds yet.
    static func unfinished(_ measure: GapMeasure, clockText: (Double) -> String) -> String {
        let unknown = "the recording ended before all workers were heard again"
        let what =
            measure.atLeast == 0
            ? "how many are missing is unknown: \(unknown)"
            : "at least \(events(measure.atLeast)) are missing, and how many more is unknown: \(unknown)"
        return head(measure, clockText) + what
    }

    private static func missing(_ measure: GapMeasure) -> String {
        let least = measure.atLeast
        let workers = Phrase.count(measure.workerCount, "worker")
        guard let most = measure.atMost else {
            let reasons = reasons(measure).joined(separator: "; ")
            return least == 0
                ? "how many are missing is unknown: \(reasons)"
                : "at least \(events(least)) are missing, and how many more is unknown: \(reasons)"
        }
        if most == 0 { return "none is missing, every worker's clock goes on where it stopped" }
        if least == most { return "\(events(most)) of \(workers) are missing" }
        return least == 0
            ? "up to \(events(most)) of \(workers) may be missing"
            : "between \(least) and \(events(most)) of \(workers) may be missing"
    }

    private static func reasons(_ measure: GapMeasure) -> [String] {
        var reasons: [String] = []
        if !measure.unheard.isEmpty { reasons.append("not heard again: \(list(measure.unheard))") }
        if !measure.replaced.isEmpty { reasons.append("started anew meanwhile: \(list(measure.replaced))") }
        if !measure.strangers.isEmpty { reasons.append("not known before: \(list(measure.strangers))") }
        return reasons.isEmpty ? ["no worker was known before"] : reasons
    }

    /// A few names, and how many more there are.
    static func list(_ names: [String]) -> String {
        let sorted = names.sorted()
        let shown = sorted.prefix(mostNames).joined(separator: ", ")
        return sorted.count > mostNames ? "\(shown) and \(sorted.count - mostNames) more" : shown
    }

    private static func events(_ count: UInt64) -> String { Phrase.count(count, "event") }
}
