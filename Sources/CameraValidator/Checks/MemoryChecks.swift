// SPDX-License-Identifier: Apache-2.0
import Threads

/// What is done with the host's memory.
enum MemoryChecks {
    static let all = [
        Check(
            "memory.read-only", "nothing of the host's is written to", .memory,
            crash: "it wrote to memory of the host's", run: readOnly),
        Check(
            "memory.after-return", "a snapshot is left alone after shutter has returned", .memory,
            crash: "it looked at a snapshot after shutter had returned, without retain", run: afterReturn),
        Check(
            "memory.retain", "what is retained is released, once, and no more than two are held", .memory, run: retain),
    ]

    private static func live(_ trial: Trial, _ access: StageLayout.Access) throws(Finding) -> StagedCamera {
        let layout = StageLayout(access: access)
        let staged = try trial.started(layout)
        for count in 1...5 {
            let answer = staged.shutter(LifeChecks.picture(trial, layout), "100 tasks, picture \(count)")
            try trial.expectTaken(answer, "pictures were handed over")
        }
        if staged.hasCleanup { _ = staged.cleanup(now: 1_767_225_700) }
        staged.end()
        try trial.finish()
        return staged
    }

    static func readOnly(_ trial: Trial) throws(Finding) { _ = try live(trial, .readOnly) }

    static func afterReturn(_ trial: Trial) throws(Finding) { _ = try live(trial, .revoked) }

    static func retain(_ trial: Trial) throws(Finding) {
        let staged = try live(trial, .lenient)
        let (unbalanced, held) = staged.host.record.withLock { ($0.unbalanced, $0.held.values.reduce(0, +)) }
        let done = "five pictures were handed over, and the instance was destroyed"
        if let first = unbalanced.first { throw .failed(done, expected: "a release for each retain", happened: first) }
        guard held == 0 else {
            throw .failed(
                done, expected: "a release for each retain", happened: "\(held) were retained and never released")
        }
    }
}
