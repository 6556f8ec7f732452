// SPDX-License-Identifier: Apache-2.0

/// What a task came to, as the plot of throughput counts it; from the bottom of its columns to the top.
package enum TaskOutcome: Int, CaseIterable, Sendable {
    case succeeded, retried, failed, revoked, rejected

    /// The class of its colour.
    var style: String { "\(self)" }

    func time(of task: RecordedTask) -> Double? {
        switch self {
        case .succeeded: task.succeeded
        case .retried: task.retried
        case .failed: task.failed
        case .revoked: task.revoked
        case .rejected: task.rejected
        }
    }
}
