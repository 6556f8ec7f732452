// SPDX-License-Identifier: Apache-2.0

/// Gaps as snapshots tell of them: each snapshot repeats what its epoch has seen, the later ones know more.
struct GapList {
    private struct Key: Hashable {
        let cause: String
        let from: Double
    }

    private var gaps: [Key: RecordedGap] = [:]

    /// By time.
    var all: [RecordedGap] { gaps.values.sorted { ($0.from, $0.cause) < ($1.from, $1.cause) } }

    mutating func insert(_ gap: RecordedGap) { gaps[Key(cause: gap.cause, from: gap.from)] = gap }
}
