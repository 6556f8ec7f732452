// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// What a cleanup of a recording deletes.
struct RecordingSweep {
    let keep: TaskAges
    let history: Bool
    let isPartitioned: Bool

    /// The statements; each finds its rows by an index.
    func steps(at now: Double) -> [SweepStep] {
        var steps: [SweepStep] = []
        for expiry in keep.expired(at: now) {
            for state in expiry.states { steps += tasks(in: state, before: expiry.before) }
        }
        if let cutoff = keep.pendingCutoff(at: now) { steps += others(before: cutoff) }
        guard let cutoff = keep.historyCutoff(at: now) else { return steps }
        let time = Self.time(cutoff)
        steps.append(.delete(from: "snapshots", where: "taken_at < \(time)", order: "taken_at"))
        steps.append(
            .once("DELETE FROM workers WHERE COALESCE(last_heartbeat, updated) < \(time)"))
        guard history else { return steps }
        for table in Partitions.tables {
            if isPartitioned {
                if let month = Month(cutoff) { steps.append(.partitions(of: table, before: month)) }
                steps.append(.delete(from: table + "_default", where: "at < \(time)", order: "at"))
            } else {
                steps.append(.delete(from: table, where: "at < \(time)", order: "at"))
            }
        }
        return steps
    }

    private func tasks(in state: String, before cutoff: Double) -> [SweepStep] {
        let time = Self.time(cutoff)
        return [
            .delete(
                from: "tasks", where: "state = '\(state)' AND \"timestamp\" < \(time)", order: "\"timestamp\""),
            // What never had a time of the sender's.
            .delete(
                from: "tasks",
                where:
                    "state = '\(state)' AND \"timestamp\" IS NULL AND COALESCE(local_received, '-infinity') < \(time)",
                order: "\"timestamp\""),
        ]
    }

    /// Tasks in any state beyond those with a class of their own: the states are found one after the other.
    private func others(before cutoff: Double) -> [SweepStep] {
        let time = Self.time(cutoff)
        let others = (TaskAges.successStates + TaskAges.errorStates).map { "'\($0)'" }.joined(separator: ", ")
        return [
            "t.\"timestamp\" < \(time)",
            "t.\"timestamp\" IS NULL AND COALESCE(t.local_received, '-infinity') < \(time)",
        ].map { condition in
            .batches(
                """
                WITH RECURSIVE s(state) AS ((SELECT state FROM tasks ORDER BY state LIMIT 1)
                UNION ALL SELECT (SELECT t.state FROM tasks t WHERE t.state > s.state ORDER BY t.state LIMIT 1)
                FROM s WHERE s.state IS NOT NULL)
                DELETE FROM tasks WHERE ctid = ANY(ARRAY(SELECT r.id FROM s CROSS JOIN LATERAL
                (SELECT t.ctid AS id FROM tasks t WHERE t.state = s.state AND \(condition)
                ORDER BY t."timestamp" LIMIT \(SweepStep.batch)) AS r
                WHERE s.state IS NOT NULL AND s.state NOT IN (\(others)) LIMIT \(SweepStep.batch)))
                """)
        }
    }

    /// A time as SQL has it.
    static func time(_ unixSeconds: Double) -> String { "to_timestamp(\(unixSeconds))" }
}
