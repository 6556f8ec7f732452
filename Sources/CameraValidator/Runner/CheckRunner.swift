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

    /// Runs checks, several at a time.
    ///
    /// `report` is called in the order of the checks, on the caller's thread.
    /// - Returns: all results, in the order of the checks; it ends early after a misuse.
    package func run(_ checks: [Check], jobs: Int, _ report: (CheckResult) -> Void) -> [CheckResult] {
        let board = Monitor((next: 0, results: [CheckResult?](repeating: nil, count: checks.count)))
        let threads = (0..<max(1, min(jobs, checks.count))).compactMap { number in
            try? DedicatedThread(named: "check-\(number)") {
                while let index = board.withLock({ board -> Int? in
                    guard board.next < checks.count else { return nil }
                    defer { board.next += 1 }
                    return board.next
                }) {
                    let result = run(checks[index])
                    board.change { $0.results[index] = result }
                }
            }
        }
        var results: [CheckResult] = []
        for index in checks.indices {
            let result = threads.isEmpty ? run(checks[index]) : board.wait { $0.results[index] }
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
