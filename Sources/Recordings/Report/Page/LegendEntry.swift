// SPDX-License-Identifier: Apache-2.0

/// What a colour or a sign of a plot means.
struct LegendEntry {
    let sign: Markup
    let text: String

    static func box(_ style: String, _ text: String) -> LegendEntry {
        LegendEntry(sign: "<rect class=\"\(style)\" x=\"1\" y=\"1\" width=\"11\" height=\"10\" rx=\"2\"/>", text: text)
    }

    static func line(_ style: String, _ text: String) -> LegendEntry {
        LegendEntry(sign: "<path class=\"\(style)\" d=\"M0 6H14\"/>", text: text)
    }

    static func list(_ entries: [LegendEntry]) -> Markup {
        let items = entries.map { entry -> Markup in
            "<li><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 14 12\" aria-hidden=\"true\">\(entry.sign)</svg>\(entry.text)</li>"
        }
        return "<ul class=\"legend\">\(Markup.joined(items))</ul>\n"
    }
}
