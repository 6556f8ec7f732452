// SPDX-License-Identifier: Apache-2.0

extension RecordedTask {
    /// What the task's own times tell: the last time it came to each state.
    var transitions: [TaskTransition] {
        let times: [(String, Double?)] = [
            ("PENDING", sent), ("RECEIVED", received), ("STARTED", started), ("RETRY", retried),
            ("SUCCESS", succeeded), ("FAILURE", failed), ("REVOKED", revoked), ("REJECTED", rejected),
        ]
        return times.compactMap { state, at in
            at.map { TaskTransition(state: state, at: $0, worker: state == "PENDING" ? client : worker) }
        }.sorted { $0.at ?? 0 < $1.at ?? 0 }
    }
}
