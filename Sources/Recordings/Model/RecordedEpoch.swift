// SPDX-License-Identifier: Apache-2.0

/// One numbering of revisions, from a start of evcam without a tape to the next, and what its snapshots say.
package struct RecordedEpoch: Sendable, Hashable {
    package var epoch = ""
    package var cluster = ""
    /// When its first and last snapshot were taken; UNIX seconds.
    package var from = 0.0
    package var until = 0.0
    package var snapshots = 0
    package var eventCount: Int64 = 0
    package var isReplay = false
    /// Whether its last snapshot was the one that evcam takes when it ends.
    package var isFinished = false
    /// By cause, of the whole epoch.
    package var losses: [String: Int64] = [:]

    package init() {}
}
