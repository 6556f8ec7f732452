// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// The places of interned texts in alphabetical order (of bytes), an absent one first.
///
/// The state's own order depends on a hash that differs from run to run; a replay's recording may not.
struct TextOrder {
    private var ranks: [TextID: Int] = [:]

    init(_ ids: Set<TextID>, in snapshot: Snapshot) {
        let sorted = ids.sorted { left, right in
            left.isPresent && right.isPresent
                ? snapshot.text(left).lexicographicallyPrecedes(snapshot.text(right))
                : !left.isPresent && right.isPresent
        }
        for (rank, id) in sorted.enumerated() { ranks[id] = rank }
    }

    subscript(id: TextID) -> Int { ranks[id] ?? 0 }
}
