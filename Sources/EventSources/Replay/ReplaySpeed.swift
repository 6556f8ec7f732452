// SPDX-License-Identifier: Apache-2.0

/// How fast a recording is replayed.
public enum ReplaySpeed: Hashable, Sendable, CustomStringConvertible {
    /// As fast as the cameras take it.
    case max
    /// So many times the recorded pace; finite and more than 0.
    case factor(Double)

    /// The recorded pace.
    public static let recorded = ReplaySpeed.factor(1)

    /// Reads "max", "10x", "0.5x" or "10".
    /// - Throws: ``ReplaySpeedError`` for anything else.
    public init(parsing text: String) throws(ReplaySpeedError) {
        if text == "max" {
            self = .max
            return
        }
        let digits = text.hasSuffix("x") ? text.dropLast() : text[...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
            let factor = Double(digits), factor > 0, factor.isFinite
        else { throw ReplaySpeedError(text: text) }
        self = .factor(factor)
    }

    /// What ``init(parsing:)`` reads.
    public var description: String {
        switch self {
        case .max: "max"
        case .factor(let factor): "\(factor)x"
        }
    }
}
