// SPDX-License-Identifier: Apache-2.0

/// Why a recording cannot begin.
public enum RecorderError: Error, Sendable, CustomStringConvertible {
    /// The source cannot be opened; the text names it, the cause and the remedy.
    case source(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .source(let text): text
        }
    }
}
