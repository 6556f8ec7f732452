// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Celery's order of states in SQL.
enum StateRank {
    /// The rank of a column's state, 0 for the highest.
    static func expression(_ column: String) -> String {
        let states = TaskPrecedence.states.enumerated()
        let known = states.compactMap { rank, state in state.map { "WHEN '\($0)' THEN \(rank)" } }
        let custom = TaskPrecedence.states.firstIndex(of: nil) ?? TaskPrecedence.states.count
        return "CASE \(column) \(known.joined(separator: " ")) ELSE \(custom) END"
    }
}
