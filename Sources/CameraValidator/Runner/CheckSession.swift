// SPDX-License-Identifier: Apache-2.0
import Glibc
import Threads

/// One check, run in this very process.
package enum CheckSession {
    /// What the handler of `exit` needs to know.
    ///
    /// Written once, before the camera is loaded, so that any thread may read it.
    nonisolated(unsafe) private static var running: (check: String, trace: Trace)?

    /// Runs a check in a process that ``CheckRunner`` has started, and ends it.
    package static func runAndExit(_ check: Check, _ setup: CheckSetup) -> Never {
        let trace = Trace(descriptor: CheckProcess.reportDescriptor, isForPeople: false)
        _ = fcntl(CheckProcess.reportDescriptor, F_SETFD, FD_CLOEXEC)
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
        running = (check.id, trace)
        atexit { CheckSession.exitWasCalled() }
        var pipe: [Int32] = [-1, -1]
        guard Glibc.pipe(&pipe) == 0 else { _exit(1) }
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let done = pipe[1]
        do throws(SystemError) {
            _ = try DedicatedThread(named: "cam:probe") {
                trace.end(perform(check, setup, trace))
                close(done)
            }
        } catch {
            trace.end(.skipped("cannot make a thread: \(error)"))
            _exit(0)
        }
        // The check is done, or who started us is gone.
        var polls = [
            pollfd(fd: pipe[0], events: Int16(POLLIN), revents: 0),
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&polls, nfds_t(polls.count), -1) < 0, errno == EINTR {}
        _exit(0)
    }

    /// Runs a check here, for debuggers: what it does is written to standard error.
    package static func runHere(_ check: Check, _ setup: CheckSetup) -> CheckResult {
        let trace = Trace(descriptor: STDERR_FILENO, isForPeople: true)
        var result = CheckResult(check: check, verdict: .skipped("it did not come to an end"))
        let started = MonotonicClock.now
        let verdict = Monitor<Verdict?>(nil)
        do throws(SystemError) {
            let thread = try DedicatedThread(named: "cam:probe") {
                let made = perform(check, setup.own(check), trace)
                verdict.withLock { $0 = made }
            }
            thread.join()
        } catch {
            result.verdict = .skipped("cannot make a thread: \(error)")
        }
        if let made = verdict.withLock({ $0 }) { result.verdict = made }
        result.seconds = MonotonicClock.now - started
        return result
    }

    private static func perform(_ check: Check, _ setup: CheckSetup, _ trace: Trace) -> Verdict {
        do throws(Finding) {
            try check.body(Trial(setup, trace))
            return .passed
        } catch {
            return switch error {
            case .failed(let account): .failed(account)
            case .skipped(let why): .skipped(why)
            case .misuse(let why): .misuse(why)
            }
        }
    }

    /// Somebody called `exit` before the check was over.
    ///
    /// One check says so; the others could not see more.
    private static func exitWasCalled() {
        guard let running else { return }
        guard running.check == ProcessChecks.exitID else {
            return running.trace.end(.skipped("the camera ended the process: see \(ProcessChecks.exitID)"))
        }
        running.trace.end(
            .failed(
                Account(
                    done: "an instance lived its life", expected: "the process goes on",
                    happened: "exit was called in it")))
    }
}
