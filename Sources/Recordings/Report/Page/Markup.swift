// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Text of HTML or SVG that is XML as well.
///
/// What is written into it with `\()` in ``Markup/init(stringInterpolation:)`` is escaped unless it is markup itself:
/// texts of the cluster cannot become anything but text.
package struct Markup: Sendable, ExpressibleByStringInterpolation {
    /// As it goes to the file.
    package private(set) var text: String

    package init() { text = "" }

    package init(stringLiteral value: String) { text = value }

    package init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        package mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

        package mutating func appendInterpolation(_ number: Int) { text += String(number) }

        /// A coordinate, to the hundredth.
        package mutating func appendInterpolation(_ number: Double) { text += Markup.coordinate(number) }

        /// A text, whatever is in it.
        package mutating func appendInterpolation(_ text: String) { self.text += Markup.escaped(text) }
    }

    package static func += (markup: inout Markup, more: Markup) { markup.text += more.text }

    package static func joined(_ pieces: some Sequence<Markup>) -> Markup {
        var result = Markup()
        for piece in pieces { result += piece }
        return result
    }

    /// Line feeds stay for tooltips and such; every other character that acts is shown instead.
    static func escaped(_ text: String) -> String {
        var result = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { result += "\n" }
            for scalar in VisibleText.of(line, limit: 2_000).unicodeScalars {
                switch scalar {
                case "&": result += "&amp;"
                case "<": result += "&lt;"
                case ">": result += "&gt;"
                case "\"": result += "&quot;"
                case "'": result += "&#39;"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    static func coordinate(_ number: Double) -> String {
        guard number.magnitude < 1e9 else { return "0" }
        let hundredths = Int((number * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(Phrase.padded(rest, 2))"
    }
}
