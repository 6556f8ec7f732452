// SPDX-License-Identifier: Apache-2.0

/// How wide a plot is drawn.
///
/// Each is drawn twice, and the page shows the one that fits: scaled text is no good text.
package enum PlotSize: CaseIterable, Sendable {
    case wide, narrow

    var width: Double { self == .wide ? 960 : 360 }
    /// Whether names stand above their rows, for lack of room beside them.
    var stacksNames: Bool { self == .narrow }
    /// Room for names beside rows.
    var names: Double { self == .wide ? 220 : 0 }
    /// Characters of a name that fit.
    var nameLength: Int { self == .wide ? 32 : 46 }
    /// Most marks on an axis of times.
    var timeTicks: Int { self == .wide ? 10 : 4 }
    var style: String { self == .wide ? "wide" : "narrow" }

    /// A drawing of that width, with its title for those who do not see it.
    func svg(_ title: String, height: Double, _ body: Markup) -> Markup {
        let hidden: Markup = self == .narrow ? " aria-hidden=\"true\"" : ""
        return """
            <svg class="\(style)" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
            role="img" aria-label="\(title)"\(hidden)>\(body)</svg>

            """
    }

    /// Both drawings.
    static func both(_ draw: (PlotSize) -> Markup) -> Markup { Markup.joined(allCases.map(draw)) }

    /// A name that fits its room.
    func cut(_ name: String) -> String {
        name.count > nameLength ? name.prefix(nameLength - 1) + "…" : name
    }
}
