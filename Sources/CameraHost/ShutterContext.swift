// SPDX-License-Identifier: Apache-2.0

/// What a shutter hands to cameras beside the snapshot.
public struct ShutterContext: Sendable {
    /// Something that was lost, and how often.
    public struct Loss: Sendable, Hashable {
        /// Why: `undecodable`, `invalid`, `too_large`, `pending_dropped` and the like.
        public var cause: String
        /// How often since the epoch began.
        public var count: UInt64

        /// Makes a count of losses.
        public init(cause: String, count: UInt64) {
            self.cause = cause
            self.count = count
        }
    }

    /// A time in which events may have been missed.
    public struct Gap: Sendable, Hashable {
        /// UNIX seconds.
        public var from: Double
        /// UNIX seconds; NaN: still open.
        public var until: Double
        /// Least number of events missed.
        public var atLeast: UInt64
        /// Greatest number of events missed; `UInt64.max`: unknown.
        public var atMost: UInt64
        /// Why: `connection_lost` and the like.
        public var cause: String

        /// Makes a gap.
        public init(from: Double, until: Double, atLeast: UInt64 = 0, atMost: UInt64 = .max, cause: String) {
            self.from = from
            self.until = until
            self.atLeast = atLeast
            self.atMost = atMost
            self.cause = cause
        }
    }

    /// Id of the numbering of revisions; later epochs sort behind earlier ones.
    public var epoch: String
    /// Number of the shutter in this epoch, from 1.
    public var sequence: UInt64
    /// The last picture of this run.
    public var isFinal = false
    /// Taken from a recording.
    public var isReplay = false
    /// Cameras leave out what differs from run to run.
    public var isDeterministic = false
    /// What was lost so far, by cause.
    public var losses: [Loss] = []
    /// When events may have been missed.
    public var gaps: [Gap] = []
    /// By camera, in the order of the configuration: changes that `max_pending` dropped before the camera saw them.
    ///
    /// Empty: none at all.
    public var dropped: [UInt64] = []

    /// Makes a context without losses.
    public init(epoch: String, sequence: UInt64) {
        self.epoch = epoch
        self.sequence = sequence
    }
}
