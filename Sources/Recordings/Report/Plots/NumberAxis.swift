// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Numbers from zero up, and which of them are marked.
struct NumberAxis {
    let ticks: [Double]
    /// The last mark.
    let limit: Double
    /// Where zero and the limit lie in the drawing.
    let from: Double
    let until: Double

    /// Marks up to a highest number, about so many; `whole`: of things that have no halves.
    init(highest: Double, from: Double, until: Double, ticks: Int = 4, whole: Bool = true) {
        let step = NiceStep.number(atLeast: max(highest, whole ? 1 : 0.01) / Double(ticks))
        let used = whole ? max(1, step) : step
        let count = max(1, Int((highest / used - 1e-9).rounded(.up)))
        self.ticks = (0...count).map { Double($0) * used }
        limit = Double(count) * used
        self.from = from
        self.until = until
    }

    func place(_ number: Double) -> Double { from + number / limit * (until - from) }

    /// Lines across a plot, with their numbers to the left.
    func drawing(left: Double, right: Double) -> Markup {
        Markup.joined(
            ticks.map { number in
                let y = place(number)
                return """
                    <line class="\(number == 0 ? "axis" : "grid")" x1="\(left)" y1="\(y)" x2="\(right)" y2="\(y)"/>\
                    <text class="tick" x="\(left - 8)" y="\(y + 4)" text-anchor="end">\(Phrase.decimal(number, 0))</text>
                    """
            })
    }
}
