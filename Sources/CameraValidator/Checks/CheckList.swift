// SPDX-License-Identifier: Apache-2.0

/// All checks, in the order in which an author meets them.
package enum CheckList {
    /// What `evcam camera test` runs.
    package static let all: [Check] =
        FileChecks.all + EntryChecks.all + DescriptorChecks.all + OptionChecks.all + LifeChecks.all
        + StructChecks.all + SnapshotChecks.all + MemoryChecks.all + DeltaChecks.all + BackendChecks.all
        + EndingChecks.all + KillChecks.all + ProcessChecks.all + IsolationChecks.all
        + RandomChecks.all

    /// The check of an id, those among them that only other checks start.
    package static func check(_ id: String) -> Check? {
        all.first { $0.id == id } ?? (id == KillChecks.victim.id ? KillChecks.victim : nil)
    }

    /// The checks that a word means: an id, or a group (`delta`, `delta.*`).
    package static func matching(_ word: String) -> [Check] {
        let group = word.hasSuffix(".*") ? String(word.dropLast(2)) : word
        return all.filter { $0.id == word || $0.id.hasPrefix(group + ".") }
    }
}
