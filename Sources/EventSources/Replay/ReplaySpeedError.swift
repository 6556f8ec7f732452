// SPDX-License-Identifier: Apache-2.0

/// A text that is no speed.
public struct ReplaySpeedError: Error, Hashable, CustomStringConvertible {
    /// What was written.
    public let text: String

    /// One sentence with the remedy.
    public var description: String {
        "'\(text)' is no replay speed; write `max`, or a number over 0 such as `10x` or `0.5x` (1x is the recorded pace)"
    }
}
