// SPDX-License-Identifier: Apache-2.0
public import EventSources

/// A recording that is played instead of a broker.
public struct ReplayConfiguration: Sendable, Hashable {
    /// The recording's absolute path; `-`: standard input.
    public var file = ""
    /// How fast.
    public var speed = ReplaySpeed.recorded

    /// Makes one of a recording; at its own pace unless told otherwise.
    public init(file: String = "", speed: ReplaySpeed = .recorded) {
        self.file = file
        self.speed = speed
    }
}
