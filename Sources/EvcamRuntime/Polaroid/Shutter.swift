// SPDX-License-Identifier: Apache-2.0

import ClusterState

/// What `shutter_signal` carries: one picture.
public struct Shutter: Sendable {
    /// Why it was taken.
    public enum Occasion: Sendable, Hashable {
        /// `freq` had passed, or someone called `capture()`; `maxrate` holds for it.
        case scheduled
        /// Someone wants a picture now (SIGUSR1), whatever `maxrate` says.
        case requested
        /// The last one: `cancel()` was called, and no other follows, whatever `maxrate` says.
        case final
    }

    /// The picture.
    public let snapshot: Snapshot
    /// Why it was taken.
    public let occasion: Occasion

    /// Whether no other picture follows.
    public var isFinal: Bool { occasion == .final }
}
