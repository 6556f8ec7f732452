// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Figures of one of many things of a kind, which add up.
protocol NamedFigures {
    /// What the thing is called.
    var name: String { get set }

    /// None yet.
    init(_ name: String)

    /// Takes the figures of another one in.
    mutating func add(_ other: Self)
}

extension Array where Element: NamedFigures {
    /// The first so many, and the others together, called by how many they are of what `others` says; nil: there are none.
    func first(_ count: Int, others: String) -> ([Element], Element?) {
        var shown: [Element] = []
        var rest = Element("")
        var number = 0
        for figures in self {
            if shown.count < count, figures.name != TaskTally.others {
                shown.append(figures)
            } else {
                rest.add(figures)
                number += 1
            }
        }
        rest.name = Phrase.grouped(number, others)
        return (shown, number > 0 ? rest : nil)
    }
}
