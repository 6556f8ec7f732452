// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// Cleanup and flush.
enum EndingChecks {
    static let all = [
        Check("cleanup.empty", "cleanup works when there is nothing to clean", .ending, run: empty),
        Check("cleanup.large", "cleanup works when there is much to clean", .ending, run: large),
        Check("cleanup.repeated", "cleanup works again and again, and when time goes back", .ending, run: repeated),
        Check("flush.deadline", "flush ends within its deadline", .ending, run: flush),
    ]

    private static func cleanup(_ staged: StagedCamera, now: Double, _ done: String) throws(Finding) -> UInt64 {
        let (answer, deleted) = staged.cleanup(now: now)
        guard answer.result == .ok || (answer.result == .retry && answer.reason != nil) else {
            throw .failed(done, expected: "OK, or RETRY with a message", happened: "cleanup answered \(answer)")
        }
        return deleted
    }

    private static func started(_ trial: Trial) throws(Finding) -> StagedCamera {
        let staged = try trial.started()
        guard staged.hasCleanup else { throw .skipped("the camera has no cleanup") }
        return staged
    }

    static func empty(_ trial: Trial) throws(Finding) {
        let staged = try started(trial)
        let deleted = try cleanup(staged, now: 1_767_225_600, "cleanup was called before the first picture")
        // What the user's options lead to may hold things.
        guard deleted == 0 || !trial.setup.options.isEmpty else {
            throw .failed(
                "cleanup was called before the first picture", expected: "0 rows deleted",
                happened: "it says that it deleted \(deleted)")
        }
        staged.end()
    }

    static func large(_ trial: Trial) throws(Finding) {
        let staged = try started(trial)
        let many = max(100, trial.setup.tasks / 10)
        try trial.expectTaken(
            staged.shutter(LifeChecks.picture(trial, count: many), "\(many) tasks"), "\(many) tasks were handed over")
        // A hundred years later everything is old.
        let done = "cleanup was called a hundred years after \(many) tasks"
        let deleted = try cleanup(staged, now: 1_767_225_600 + 3_155_760_000, done)
        guard deleted <= UInt64(many) * 64 || !trial.setup.options.isEmpty else {
            throw .failed(done, expected: "as many rows as there can be", happened: "it deleted \(deleted)")
        }
        let next = staged.shutter(LifeChecks.picture(trial, count: 10), "10 tasks after the cleanup")
        try trial.expectTaken(next, "a picture was handed over after a cleanup")
        staged.end()
    }

    static func repeated(_ trial: Trial) throws(Finding) {
        let staged = try started(trial)
        try trial.expectTaken(staged.shutter(LifeChecks.picture(trial), "100 tasks"), "100 tasks were handed over")
        for now: Double in [1_767_225_700, 1_767_225_700, 1_767_225_700, 1_767_225_000, 0, -1, 1_767_229_300] {
            _ = try cleanup(staged, now: now, "cleanup was called with now = \(now)")
        }
        staged.end()
    }

    static func flush(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        guard staged.hasFlush else { throw .skipped("the camera has no flush") }
        try trial.expectTaken(
            staged.shutter(LifeChecks.picture(trial, count: 1000), "1,000 tasks"), "1,000 tasks were handed over")
        // Slack for a busy machine; who ignores the deadline takes longer.
        let (nanoseconds, slack) = (UInt64(500_000_000), 2.0)
        let answer = staged.flush(nanoseconds: nanoseconds)
        let done = "flush was called with a deadline of 0.5 s"
        guard answer.result == .ok || answer.reason != nil else {
            throw .failed(done, expected: "OK, or why not", happened: "flush answered \(answer)")
        }
        guard answer.seconds <= Double(nanoseconds) / 1e9 + slack else {
            throw .failed(done, expected: "an answer within it", happened: "it took \(answer.seconds) s")
        }
        staged.stop()
        staged.destroy()
        let hurried = try trial.started(name: "second")
        let second = hurried.flush(nanoseconds: 0)
        guard second.seconds <= slack else {
            throw .failed(
                "flush was called with no time left", expected: "an answer at once",
                happened: "it took \(second.seconds) s")
        }
        hurried.stop()
        hurried.destroy()
    }
}
