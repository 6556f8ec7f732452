// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// Deltas in all the orders they can come in.
enum DeltaChecks {
    static let all = [
        Check(
            "delta.replayed", "a long row of deltas is taken, and the whole state that they add up to", .delta,
            run: replayed
        ).needing(.emptyShutter),
        Check("delta.twice", "the same delta is taken twice", .delta, run: twice),
        Check("delta.merged", "a delta that covers earlier ones is taken", .delta, run: merged),
        Check("delta.full-resync", "FULL_RESYNC is taken in the middle of a run", .delta, run: fullResync).needing(
            .emptyShutter),
        Check("delta.gap", "deltas that leap over revisions are taken", .delta, run: gap),
        Check("delta.unknown-removed", "unknown tasks and workers can be removed", .delta, run: unknownRemoved).needing(
            .emptyShutter),
        Check("delta.come-again", "a task that was removed comes again", .delta, run: comeAgain),
        Check("delta.new-epoch", "a new epoch begins anew", .delta, run: newEpoch),
    ]

    static func replayed(_ trial: Trial) throws(Finding) {
        var model = ClusterModel()
        let staged = try trial.started()
        var base: UInt64 = 0
        for round in 1...40 {
            model.advance(Int.random(in: 0...60, using: &trial.random), &trial.random)
            let draft = model.draft(.plain, wants: trial.wants, since: base)
            let answer = staged.shutter(draft, "delta \(round), revisions \(base) to \(model.revision)")
            try trial.expectTaken(answer, "delta \(round) of a row was handed over")
            if answer.result == .ok { base = model.revision }
        }
        let whole = model.draft(.plain, wants: trial.wants, since: 0)
        whole.header.flags |= EVCAM_SNAPSHOT_FULL_RESYNC
        try trial.expectTaken(
            staged.shutter(whole, "the whole state"), "the whole state was handed over after a row of deltas")
        staged.end()
        // An instance that has seen nothing takes the whole state as well.
        let fresh = try trial.started(name: "second")
        let again = model.draft(.plain, wants: trial.wants, since: 0)
        again.header.flags |= EVCAM_SNAPSHOT_FULL_RESYNC | EVCAM_SNAPSHOT_FINAL
        try trial.expectTaken(
            fresh.shutter(again, "the whole state"), "the whole state was handed over to a fresh instance")
        fresh.end()
        try trial.finish()
    }

    /// A few tasks of the revisions beyond `base`, the same ones every time.
    private static func delta(
        _ trial: Trial, sequence: UInt64, base: UInt64, revision: UInt64
    ) -> SnapshotDraft {
        let draft = trial.draft(sequence: sequence, base: base, revision: revision)
        draft.changed = ((base + 1)...revision).map { number in
            let digits = String(number)
            let uuid = "00000000-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
            return draft.task(draft.memory.text(uuid), revision: number)
        }
        draft.workers = [draft.worker(draft.text("celery@shop-1"), revision: revision)]
        return draft
    }

    private static func take(
        _ trial: Trial, _ staged: StagedCamera, _ draft: SnapshotDraft, _ what: String
    ) throws(Finding) {
        try trial.expectTaken(staged.shutter(draft, what), what + " was handed over")
    }

    static func twice(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        try take(trial, staged, delta(trial, sequence: 1, base: 0, revision: 5), "a delta")
        try take(trial, staged, delta(trial, sequence: 1, base: 0, revision: 5), "the same delta again")
        try take(trial, staged, delta(trial, sequence: 2, base: 5, revision: 9), "the next delta")
        staged.end()
        try trial.finish()
    }

    static func merged(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        try take(trial, staged, delta(trial, sequence: 1, base: 0, revision: 5), "a delta")
        let whole = "a delta whose answer was lost, merged with the next,"
        try take(trial, staged, delta(trial, sequence: 2, base: 3, revision: 9), whole)
        try take(trial, staged, delta(trial, sequence: 3, base: 9, revision: 12), "the next delta")
        staged.end()
        try trial.finish()
    }

    static func fullResync(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        try take(trial, staged, delta(trial, sequence: 1, base: 0, revision: 5), "a delta")
        let whole = delta(trial, sequence: 2, base: 0, revision: 3)
        whole.header.flags |= EVCAM_SNAPSHOT_FULL_RESYNC
        whole.header.revision = 8
        try take(trial, staged, whole, "a FULL_RESYNC with fewer tasks than before")
        let nothing = trial.draft(sequence: 3, base: 0, revision: 9)
        nothing.header.flags |= EVCAM_SNAPSHOT_FULL_RESYNC
        try take(trial, staged, nothing, "a FULL_RESYNC of an empty cluster")
        try take(trial, staged, delta(trial, sequence: 4, base: 9, revision: 12), "the next delta")
        staged.end()
        try trial.finish()
    }

    static func gap(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        try take(trial, staged, delta(trial, sequence: 1, base: 0, revision: 5), "a delta")
        let leap = "a delta 1,000 revisions and 10 shutters further"
        try take(trial, staged, delta(trial, sequence: 12, base: 1005, revision: 1010), leap)
        let huge = UInt64.max - 10
        try take(
            trial, staged, delta(trial, sequence: huge, base: huge, revision: huge + 5), "a delta at the end of all")
        staged.end()
        try trial.finish()
    }

    static func unknownRemoved(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        for (number, reason) in [EVCAM_REMOVED_EVICTED, EVCAM_REMOVED_CLEARED, EVCAM_REMOVED_FILTERED].enumerated() {
            let draft = trial.draft(sequence: UInt64(number + 1), base: UInt64(number), revision: UInt64(number + 1))
            draft.removed = (0..<3).map { _ in
                draft.gone(draft.memory.text(trial.random.uuid()), revision: UInt64(number + 1), reason: reason)
            }
            draft.removedWorkers = [draft.gone(draft.text("celery@never-seen"), revision: UInt64(number + 1))]
            try take(trial, staged, draft, "a delta that removes tasks and a worker nobody has seen")
        }
        staged.end()
        try trial.finish()
    }

    static func comeAgain(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        try take(trial, staged, delta(trial, sequence: 1, base: 0, revision: 1), "a delta")
        let uuid = "00000000-0000-4000-8000-000000000001"
        let again = trial.draft(sequence: 2, base: 1, revision: 3)
        again.removed = [again.gone(again.text(uuid), revision: 2)]
        again.changed = [again.task(again.text(uuid), revision: 3, state: "STARTED")]
        try take(trial, staged, again, "a delta in which a task left and came again")
        let last = trial.draft(sequence: 3, base: 3, revision: 5)
        var task = last.task(last.text(uuid), revision: 4)
        task.flags |= EVCAM_TASK_REMOVED
        last.changed = [task]
        last.removed = [last.gone(last.text(uuid), revision: 5)]
        try take(trial, staged, last, "a delta in which a task changed and left")
        staged.end()
        try trial.finish()
    }

    static func newEpoch(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        try take(trial, staged, delta(trial, sequence: 1, base: 0, revision: 9), "a delta")
        for number in 2...3 {
            let draft = delta(trial, sequence: 1, base: 0, revision: 3)
            draft.header.epoch = draft.text("2026-01-0\(number)T00:00:00.000000Z-1")
            try take(trial, staged, draft, "the first delta of a new epoch")
        }
        staged.end()
        try trial.finish()
    }
}
