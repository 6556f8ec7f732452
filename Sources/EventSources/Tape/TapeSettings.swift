// SPDX-License-Identifier: Apache-2.0

/// Where a tape lies, and how much of it is kept.
package struct TapeSettings: Hashable, Sendable {
    /// The folder, absolute; it is made if it is not there.
    package var path: String
    /// Seconds for which messages are kept at least; nil: time deletes nothing.
    package var keepDuration: Double?
    /// Bytes of all segments together, at most; nil: size deletes nothing.
    package var keepBytes: Int?
    /// Seconds after which what was written is on the disk, at the latest; 0: at once, with every group.
    package var sync = 0.1
    /// Bytes after which a segment is followed by the next one.
    package var segmentBytes = 64 << 20
    /// So many messages at least are remembered, for ``Tape/isKnown(_:of:)``; 0: none.
    ///
    /// Twice what a broker hands out without an acknowledgement is enough.
    package var redeliveryWindow = 65_536

    /// A tape of which nothing is deleted.
    /// - Parameter path: the folder, absolute.
    package init(path: String) {
        self.path = path
    }

    /// Whole segments are deleted: one is no larger than a part of what is kept.
    var segmentLimit: Int {
        guard let keepBytes else { return max(segmentBytes, 1) }
        return max(min(segmentBytes, keepBytes / 8), 1)
    }

    /// Seconds after which a segment is followed by the next one, for the same reason.
    var segmentAge: Double { keepDuration.map { $0 / 16 } ?? .infinity }
}
