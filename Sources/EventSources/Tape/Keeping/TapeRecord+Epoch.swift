// SPDX-License-Identifier: Apache-2.0

extension TapeRecord {
    /// Why revisions cannot be counted on from where a tape ends.
    enum EpochReason: String {
        /// There is no tape yet.
        case isNew
        case isDamaged = "what the tape remembered, its file .state, is damaged or gone"
        case isBeyond = "the recording had gone on after the tape had stopped"
        case isEmpty = "the tape's segments are gone"
        case isShort = "cameras have seen more than the tape holds"
    }

    /// Whether a new epoch has to begin, and why.
    /// - Parameters:
    ///   - record: what the tape remembers; nil: nothing that can be read.
    ///   - isDamaged: whether there was something that cannot be read.
    ///   - recovery: what is on the tape.
    /// - Returns: why; nil if none has to.
    static func reasonForEpoch(_ record: TapeRecord?, isDamaged: Bool, _ recovery: TapeRecovery) -> EpochReason? {
        guard let record else { return recovery.segments.isEmpty && !isDamaged ? .isNew : .isDamaged }
        if record.isBeyond { return .isBeyond }
        // What begins with a dot is no camera's.
        let furthest = record.cursors.lazy.filter { !$0.name.hasPrefix(".") }.map(\.revision).max() ?? 0
        if recovery.segments.isEmpty { return furthest == 0 ? .isNew : .isEmpty }
        return furthest > recovery.revision ? .isShort : nil
    }
}
