// SPDX-License-Identifier: Apache-2.0

extension Snapshot {
    /// How many of the tasks in the state that `admits` lets through there are by name and state, in no order.
    package func taskCounts(where admits: (TaskRecord) -> Bool) -> [(name: TextID, state: TextID, count: UInt64)] {
        var counts = PairCounts()
        forEachTask { task in
            if admits(task) { counts.add(task.name.rawValue, task.state.rawValue) }
        }
        return counts.entries.filter { $0.count > 0 }.map { (TextID($0.name), TextID($0.state), $0.count) }
    }
}

/// Counts pairs of text numbers.
///
/// Open addressing: a task costs a few nanoseconds here and not a dictionary's ninety.
private struct PairCounts {
    struct Entry {
        var name: UInt32 = 0
        var state: UInt32 = 0
        var count: UInt64 = 0
    }

    var entries = [Entry](repeating: Entry(), count: 256)
    private var used = 0

    mutating func add(_ name: UInt32, _ state: UInt32) {
        let place = find(name, state)
        if entries[place].count == 0 {
            entries[place] = Entry(name: name, state: state, count: 1)
            used += 1
            if used * 2 > entries.count { grow() }
        } else {
            entries[place].count += 1
        }
    }

    private func find(_ name: UInt32, _ state: UInt32) -> Int {
        let hash = TextHash.fold(UInt64(name) ^ 0x9e37_79b9_7f4a_7c15, UInt64(state) ^ 0xe703_7ed1_a0b4_28db)
        var place = Int(truncatingIfNeeded: hash) & (entries.count - 1)
        while entries[place].count != 0, entries[place].name != name || entries[place].state != state {
            place = (place + 1) & (entries.count - 1)
        }
        return place
    }

    private mutating func grow() {
        let old = entries
        entries = [Entry](repeating: Entry(), count: old.count * 2)
        for entry in old where entry.count > 0 { entries[find(entry.name, entry.state)] = entry }
    }
}
