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
}
