// SPDX-License-Identifier: Apache-2.0

/// Celery's order of states (`celery.states.PRECEDENCE`): a task's state never falls back to one further down, except
/// from RETRY and to RETRY.
///
/// The host keeps this order in memory. A recording has to keep it as well, since it knows tasks that memory has
/// forgotten: a late `task-received` of a task that was evicted after its success must not make it RECEIVED again.
public enum TaskPrecedence {
    /// The states by rank, the highest first; nil: where any state that Celery does not know stands.
    public static let states: [String?] = [
        "SUCCESS", "FAILURE", nil, "REVOKED", "STARTED", "RECEIVED", "REJECTED", "RETRY", "PENDING",
    ]

    /// The rank of a state, 0 for the highest.
    public static func rank(of state: String) -> Int {
        states.firstIndex(of: state) ?? states.firstIndex(of: nil) ?? states.count
    }

    /// The rank of a state of a snapshot.
    public static func rank(of state: TextView) -> Int {
        switch state {
        case "SUCCESS": 0
        case "FAILURE": 1
        case "REVOKED": 3
        case "STARTED": 4
        case "RECEIVED": 5
        case "REJECTED": 6
        case "RETRY": 7
        case "PENDING": 8
        default: 2
        }
    }

    /// Whether Celery does not know the state of a snapshot: it is one of the user's own.
    public static func isCustom(_ state: TextView) -> Bool { rank(of: state) == 2 }

    /// The rank of the state in a column, as an SQL expression that every database understands.
    public static func sqlRank(of column: String) -> String {
        let known = states.enumerated().compactMap { rank, state in state.map { "WHEN '\($0)' THEN \(rank)" } }
        return "CASE \(column) \(known.joined(separator: " ")) ELSE \(states.firstIndex(of: nil) ?? 0) END"
    }
}
