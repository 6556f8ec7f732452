// SPDX-License-Identifier: Apache-2.0

/// How far a camera has to come before a check can see anything of its own.
enum CallStage: Int, Comparable {
    /// It is loaded, and has answered its description.
    case load
    /// An instance is created, and destroyed again.
    case create
    /// It is started, and stopped again.
    case start
    /// It has taken a small picture, and ended as it should.
    case shutter
    /// It has taken a picture with nothing in it.
    case emptyShutter

    static func < (one: CallStage, other: CallStage) -> Bool { one.rawValue < other.rawValue }
}
