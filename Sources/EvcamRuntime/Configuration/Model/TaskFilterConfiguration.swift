// SPDX-License-Identifier: Apache-2.0
public import CameraHost

/// Which tasks a camera sees: an empty list sets no condition.
public struct TaskFilterConfiguration: Sendable, Hashable {
    /// Names that it sees.
    public var include: [Glob] = []
    /// Names that it does not see.
    public var exclude: [Glob] = []
    /// States that it sees.
    public var states: [Glob] = []
    /// Node names of workers whose tasks it sees.
    public var workers: [Glob] = []
}
