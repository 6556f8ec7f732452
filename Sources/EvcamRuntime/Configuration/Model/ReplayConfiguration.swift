// SPDX-License-Identifier: Apache-2.0
public import EventSources

/// A recording that is played instead of a broker.
public struct ReplayConfiguration: Sendable, Hashable {
    /// The recording's absolute path; `-`: standard input.
    public var file = ""
    /// How fast.
    public var speed = ReplaySpeed.recorded
}
