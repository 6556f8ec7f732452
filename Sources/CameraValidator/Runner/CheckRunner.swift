// SPDX-License-Identifier: Apache-2.0
import Glibc
import Threads

/// Runs checks, each in a process of its own.
package struct CheckRunner: Sendable {
    /// What every check works with; each gets a folder of its own below the folder.
    private let setup: CheckSetup
    /// How many seconds one may take.
    private let timeout: Double

    /// Makes a runner.
    package init(_ setup: CheckSetup, timeout: Double) {
        self.setup = setup
        self.timeout = timeout
    }

    /// Runs checks, several at a time, but for those that something is in the way of.
    ///
    /// `report` is called in the order of the checks, on the caller's thread.
    /// - Returns: all results, in the order of the checks, behind those of others that show why some were not run; it
    ///   ends early after a misuse.
    package func run(_ checks: [Check], jobs: Int, _ report: (CheckResult) -> Void) -> [CheckResult] {
        let board = Monitor((next: 0, results: [CheckResult?](repeating: nil, count: checks.count)))
        // One check alone is what somebody wants to look at.
        let found = checks.count > 1 ? findObstacles(for: checks, board) : []
        let obstacles = found.map(\.obstacle)
        let threads = (0..<max(1, min(jobs, checks.count))).compactMap { number in
            try? DedicatedThread(named: "check-\(number)") {
                while let index = board.withLock({ board -> Int? in
                    while board.next < checks.count, board.results[board.next] != nil { board.next += 1 }
                    guard board.next < checks.count else { return nil }
                    defer { board.next += 1 }
                    return board.next
                }) {
                    let result = run(checks[index], obstacles)
                    board.change { $0.results[index] = result }
                }
            }
        }
        var results = found.filter { found in
            !checks.contains { $0.id == found.result.check.id } && checks.contains(where: found.obstacle.isInTheWay)
        }.map(\.result)
        results.forEach(report)
        for index in checks.indices {
            let result =
                threads.isEmpty
                ? board.withLock { $0.results[index] } ?? run(checks[index], obstacles)
                : board.wait { $0.results[index] }
            results.append(result)
            if case .misuse = result.verdict {
                board.withLock { $0.next = checks.count }
                break
            }
            report(result)
        }
        for thread in threads { thread.join() }
        return results
    }

    /// Runs the checks that show what is in the way of others, wanted or not; the results of those that are wanted go
    /// to the board.
    private func findObstacles(
        for checks: [Check], _ board: Monitor<(next: Int, results: [CheckResult?])>
    ) -> [(obstacle: Obstacle, result: CheckResult)] {
        var found: [(obstacle: Obstacle, result: CheckResult)] = []
        for finder in Obstacle.finders.compactMap({ CheckList.check($0) }) {
            let result = run(finder, found.map(\.obstacle))
            if let index = checks.firstIndex(where: { $0.id == finder.id }) {
                board.withLock { $0.results[index] = result }
            }
            if let obstacle = Obstacle(result) { found.append((obstacle, result)) }
        }
        return found
    }

    private func run(_ check: Check, _ obstacles: [Obstacle]) -> CheckResult {
        if let obstacle = obstacles.first(where: { $0.isInTheWay(of: check) }) {
            return CheckResult(check: check, verdict: .skipped(obstacle.reason))
        }
        return run(check)
    }

    /// Runs one check.
    package func run(_ check: Check) -> CheckResult {
        let own = setup.own(check)
        var result = CheckResult(check: check, verdict: .skipped("it did not come to an end"))
        let started = MonotonicClock.now
        defer { result.seconds = MonotonicClock.now - started }
        let process: CheckProcess
        do throws(CheckProcess.LaunchError) {
            process = try own.launcher.launch(check.id, own)
        } catch {
            result.verdict = .skipped("\(error)")
            return result
        }
        var verdict: Verdict?
        while verdict == nil, !process.isOver, MonotonicClock.now - started < timeout {
            guard let line = process.next(timeout: timeout - (MonotonicClock.now - started)) else { continue }
            switch line {
            case .step(let text): result.lastStep = text
            case .log(let text): result.lastLog = text
            case .verdict(let found): verdict = found
            }
        }
        let ending = process.end(within: verdict == nil ? timeout - (MonotonicClock.now - started) : 5)
        result.isCutOff = verdict == nil
        result.verdict = verdict ?? .failed(account(of: ending, result))
        result.output = String(decoding: process.output, as: UTF8.self)
        result.seconds = MonotonicClock.now - started
        return result
    }

    /// What to say of a process that ended before its check did.
    private func account(of ending: CheckProcess.Ending, _ result: CheckResult) -> Account {
        let what = result.check.crash.map { "; perhaps \($0)" } ?? ""
        let happened: String =
            switch ending {
            case .late: "it did not come to an end within \(timeout) s and was killed"
            case .signalled(let signal):
                "the process was ended by signal \(signal) (\(String(cString: strsignal(signal))))\(what)"
            case .exited(let code):
                "the process ended with exit code \(code), not by way of exit(): by _exit, or a sanitizer's report"
            }
        return Account(
            done: result.lastStep.isEmpty ? "the check was started" : result.lastStep,
            expected: "the call returns", happened: happened)
    }
}
