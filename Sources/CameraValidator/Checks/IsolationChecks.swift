// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Glibc

/// The same file, hosted in two ways.
enum IsolationChecks {
    static let all = [
        Check(
            "isolation.same", "what comes of the same pictures is the same inline and in a process of its own",
            .isolation, run: same
        ).needing(.emptyShutter)
    ]

    /// Checks that see what ends a camera's process and nothing else does.
    private static let deadly = ["memory.read-only", "memory.after-return", "memory.retain", "process.exit"]

    static func same(_ trial: Trial) throws(Finding) {
        let plan = try trial.sampleOptions()
        let cast = try Cast(trial, plan)
        let seed = trial.random.next()
        trial.trace.step("a row of pictures inline")
        let first = try cast.perform(.inline, seed)
        // Between the inline runs: of a clock that counts in seconds the two would else agree on what has passed since.
        trial.trace.step("the same pictures with isolation: process")
        let apart = try cast.perform(.process(ProcessIsolation(program: trial.setup.helper)), seed)
        // What two inline runs do not agree on (times, process ids) says nothing of a process.
        trial.trace.step("the same pictures inline once more")
        let second = try cast.perform(.inline, seed)
        let done = "the same pictures and cleanups went to it inline, twice, and with isolation: process"
        if let end = apart.end {
            for id in deadly where !passes(id, trial) {
                throw .skipped("the camera's process ended: see \(id)")
            }
            throw .failed(done, expected: "it works in a process, too", happened: end)
        }
        if let difference = apart.difference(from: first, ignoring: second) {
            throw .failed(done, expected: "all three come to the same", happened: difference)
        }
        if first.isAlwaysAway {
            throw .skipped(
                "the camera only ever answered RETRY (\(first.reason)); give it what it needs with -o key=value")
        }
    }

    /// What another check, in a process of its own, says.
    private static func passes(_ id: String, _ trial: Trial) -> Bool {
        guard let check = CheckList.check(id) else { return true }
        let result = CheckRunner(trial.setup, timeout: 4 * trial.setup.deadline).run(check)
        if case .failed = result.verdict { return false }
        return true
    }
}
