// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Gaps in words.
enum GapWords {
    static func describe(_ gap: RecordedGap) -> String {
        let until = gap.until.map { "\(time($0)), \(Phrase.duration($0 - gap.from))" } ?? "open"
        return "\(cause(gap)), \(time(gap.from)) – \(until); \(missed(gap))"
    }

    static func cause(_ gap: RecordedGap) -> String { gap.cause.replacing("_", with: " ") }

    /// How much was missed.
    static func missed(_ gap: RecordedGap) -> String {
        switch (gap.atLeast, gap.atMost) {
        case (let least?, let most?) where least == most: Phrase.grouped(least, "event") + " missed"
        case (let least?, let most?): "\(Phrase.grouped(least)) to \(Phrase.grouped(most, "event")) missed"
        case (let least?, nil): "at least \(Phrase.grouped(least, "event")) missed"
        case (nil, let most?): "at most \(Phrase.grouped(most, "event")) missed"
        case (nil, nil): "nobody knows how much was missed"
        }
    }

    private static func time(_ time: Double) -> String { CalendarTime(time)?.time ?? "?" }
}
