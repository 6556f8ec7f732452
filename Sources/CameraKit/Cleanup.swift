// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// What a cleanup is told.
public struct Cleanup: Sendable, Hashable {
    /// The time at which things are too old: UNIX seconds; in a replay the recording's.
    public let now: Double

    init(_ cleanup: evcam_cleanup) { now = cleanup.now }
}
