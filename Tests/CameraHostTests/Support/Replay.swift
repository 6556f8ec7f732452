// SPDX-License-Identifier: Apache-2.0

/// What a camera knows that applies its deltas by revision, as the ABI asks of it.
struct Replay: Equatable {
    struct Task: Equatable {
        var revision: UInt64
        /// Name, state, worker and arguments.
        var text: String
    }

    /// The last that was seen of every task there ever was.
    private(set) var everSeen: [String: Task] = [:]
    /// Those that are still part of the state (or of the filter).
    private(set) var visible: [String: Task] = [:]

    /// Replays what a faulty camera wrote down of the shutters it took.
    init(_ lines: [String]) {
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            guard line.hasPrefix("  "), words.count > 2 else { continue }
            let revision = words.first { $0.hasPrefix("revision=") }.flatMap { UInt64($0.dropFirst(9)) } ?? 0
            if words[0] == "changed" {
                let text = words.filter { ["name", "stat", "work", "args"].contains($0.prefix(4)) }.joined(
                    separator: " ")
                let task = Task(revision: revision, text: text)
                if revision >= everSeen[words[1]]?.revision ?? 0 { everSeen[words[1]] = task }
                if revision >= visible[words[1]]?.revision ?? 0 { visible[words[1]] = task }
            } else if words[0] == "removed", let task = visible[words[1]], revision >= task.revision {
                visible[words[1]] = nil
            }
        }
    }
}
