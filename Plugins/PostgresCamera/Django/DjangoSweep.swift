// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// What a cleanup of Django's tables deletes.
struct DjangoSweep {
    let names: DjangoNames
    let keep: TaskAges

    /// The statements; the index on `tstamp` finds the rows.
    func steps(at now: Double) -> [SweepStep] {
        func states(_ states: [String]) -> String { states.map { "'\($0)'" }.joined(separator: ", ") }
        var classes = keep.expired(at: now).map { ("state IN (\(states($0.states)))", $0.before) }
        if let cutoff = keep.pendingCutoff(at: now) {
            classes.append(("state NOT IN (\(states(TaskAges.successStates + TaskAges.errorStates)))", cutoff))
        }
        var steps: [SweepStep] = classes.map { condition, cutoff in
            .delete(
                from: names.tasks, where: "\(condition) AND tstamp < \(RecordingSweep.time(cutoff))", order: "tstamp")
        }
        if let cutoff = keep.historyCutoff(at: now) {
            steps.append(
                .once(
                    """
                    DELETE FROM \(names.workers) w WHERE w.last_heartbeat < \(RecordingSweep.time(cutoff))
                    AND NOT EXISTS (SELECT 1 FROM \(names.tasks) t WHERE t.worker_id = w.id)
                    """))
        }
        return steps
    }
}
