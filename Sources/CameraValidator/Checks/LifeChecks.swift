// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost
import Glibc
import Threads

/// From create to destroy.
enum LifeChecks {
    static let all = [
        Check("life.whole", "create, start, shutter, cleanup, flush, stop and destroy work", .life, run: whole),
        Check("life.create-destroy", "destroy works without start", .life, run: createDestroy).needing(.create),
        Check("life.failed-start", "destroy works after a start that failed", .life, run: failedStart).needing(.start),
        Check("life.cycles", "many lives leak no descriptors, threads or memory", .life, run: cycles),
        Check("life.two-instances", "two instances live side by side on their own threads", .life, run: twoInstances),
        Check(
            "threads.host-calls", "the host's functions are called where and when they may be", .threads, run: hostCalls
        ),
    ]

    static func whole(_ trial: Trial) throws(Finding) {
        let staged = try trial.staged()
        let hint = trial.setup.options.isEmpty ? "; if it needs other options, give them with -o key=value" : ""
        let done = "an instance was made with " + (trial.setup.options.isEmpty ? "sample options" : "the given options")
        let created = staged.create(try trial.sampleOptions())
        guard created.result == .ok else {
            throw .failed(done, expected: "OK", happened: "create answered \(created)\(hint)")
        }
        let started = staged.start()
        guard started.result == .ok || (started.result == .retry && started.reason != nil) else {
            throw .failed(
                done + " and started", expected: "OK, or RETRY with a message",
                happened: "start answered \(started)\(hint)")
        }
        try trial.expectTaken(staged.shutter(picture(trial), "100 tasks"), "a picture of 100 tasks was handed over")
        if staged.hasCleanup {
            let (answer, _) = staged.cleanup(now: 1_767_225_700)
            try mustBe(answer, "cleanup")
        }
        if staged.hasFlush { try mustBe(staged.flush(nanoseconds: 5_000_000_000), "flush") }
        staged.stop()
        staged.destroy()
    }

    private static func mustBe(_ answer: Answer, _ function: String) throws(Finding) {
        guard answer.result == .ok || (answer.result == .retry && answer.reason != nil) else {
            throw .failed(
                "\(function) was called", expected: "OK, or RETRY with a message",
                happened: "\(function) answered \(answer)")
        }
    }

    /// 100 tasks and two workers.
    static func picture(_ trial: Trial, _ layout: StageLayout = .plain, count: Int = 100) -> SnapshotDraft {
        let draft = trial.draft(layout, revision: UInt64(count))
        for index in 0..<count {
            let state = ["SUCCESS", "FAILURE", "STARTED", "RECEIVED"][index % 4]
            let uuid = draft.memory.text(trial.random.uuid())
            draft.changed.append(draft.task(uuid, revision: UInt64(index + 1), state: state))
        }
        draft.workers = ["celery@shop-1", "celery@shop-2"].map { draft.worker(draft.text($0), revision: 1) }
        return draft
    }

    static func createDestroy(_ trial: Trial) throws(Finding) {
        let plan = try trial.sampleOptions()
        for _ in 0..<3 {
            let staged = try trial.staged()
            let created = staged.create(plan)
            guard created.result == .ok else { throw .skipped("create answered \(created): see life.whole") }
            staged.destroy()
        }
    }

    static func failedStart(_ trial: Trial) throws(Finding) {
        let sample = try trial.sampleOptions()
        let paths = try trial.camera().description.options.filter { $0.kind == .path }
        let file = trial.setup.folder + "/plain-file"
        close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        for option in paths {
            let staged = try trial.staged()
            let plan = sample.setting(option, .text(file + "/below/it"))
            guard staged.create(plan, "create with a path that cannot be").result == .ok else { continue }
            let started = staged.start()
            guard started.result != .ok, started.result != .retry else {
                staged.stop()
                staged.destroy()
                continue
            }
            staged.destroy()
            return
        }
        throw .skipped("no path could make start fail")
    }

    /// Bytes; what one life may leave without being called a leak.
    private static let leastLeak = 64

    static func cycles(_ trial: Trial) throws(Finding) {
        let plan = try trial.sampleOptions()
        let draft = picture(trial)
        let picture = draft.seal()
        func lives(_ count: Int) throws(Finding) {
            for index in 0..<count {
                let staged = try trial.staged()
                let created = staged.create(plan, "create, life \(index + 1)")
                guard created.result == .ok else {
                    throw .failed(
                        "\(index + 1) instances were made, one after the other", expected: "OK",
                        happened: "create answered \(created)")
                }
                // Every fifth works, too.
                if index % 5 == 0 {
                    let started = staged.start()
                    if started.result == .ok || started.result == .retry {
                        _ = staged.shutter(sealed: picture, "100 tasks, life \(index + 1)")
                        staged.stop()
                    }
                }
                staged.destroy()
            }
        }
        // What is made once and kept for ever is no leak.
        try lives(max(10, trial.setup.cycles / 5))
        _ = settled()
        let before = settled()
        let half = max(1, trial.setup.cycles / 2)
        try lives(half)
        let middle = settled(atMost: before.threads)
        try lives(half)
        let after = settled(atMost: before.threads)
        withExtendedLifetime(draft) {}
        let done = "\(2 * half) instances were made and destroyed"
        let descriptors = after.descriptors.count - before.descriptors.count
        guard descriptors <= 0 else {
            throw .failed(done, expected: "no more open descriptors", happened: "\(descriptors) more are open")
        }
        guard after.threads <= before.threads else {
            throw .failed(
                done, expected: "no more threads", happened: "\(after.threads - before.threads) more are running")
        }
        // A cache grows once; a leak grows in both halves, with every life.
        if let first = before.allocated, let second = middle.allocated, let last = after.allocated {
            let each = min(second - first, last - second) / half
            guard each <= leastLeak else {
                throw .failed(
                    done, expected: "no more memory", happened: "\(each) bytes more are allocated for each")
            }
        }
        guard after.resident - before.resident <= 16 << 20 else {
            throw .failed(
                done, expected: "no more memory",
                happened: "the process grew by \((after.resident - before.resident) >> 20) MiB")
        }
    }

    /// The process's state; threads that are ending get some time for it.
    private static func settled(atMost threads: Int = .max) -> ProcessState {
        var state = ProcessState()
        for _ in 0..<100 where state.threads > threads {
            usleep(10_000)
            state = ProcessState()
        }
        return state
    }

    static func twoInstances(_ trial: Trial) throws(Finding) {
        let first = try trial.started()
        // The second one's thread has a trial of its own, so that nothing is shared.
        let setup = trial.setup
        let trace = trial.trace
        let finding = Monitor<Finding?>(nil)
        let isReady = Monitor(0)
        let thread = try? DedicatedThread(named: "cam:second") {
            do throws(Finding) {
                let trial = Trial(setup, trace)
                let second: StagedCamera
                do throws(Finding) {
                    second = try trial.started(name: "second")
                } catch {
                    guard case .skipped(let why) = error else { throw error }
                    throw .failed(
                        "a second instance was made beside the first", expected: "OK", happened: why)
                }
                isReady.change { $0 += 1 }
                try pictures(trial, second)
                second.end()
            } catch {
                finding.withLock { $0 = error }
            }
            isReady.change { $0 += 1 }
        }
        guard let thread else { throw .skipped("the system gives no second thread") }
        _ = isReady.wait { $0 > 0 ? true : nil }
        try pictures(trial, first)
        thread.join()
        if let finding = finding.withLock({ $0 }) { throw finding }
        // The other one is gone: this one goes on.
        try pictures(trial, first)
        first.end()
        try trial.finish()
    }

    private static func pictures(_ trial: Trial, _ staged: StagedCamera) throws(Finding) {
        for count in 1...20 {
            let answer = staged.shutter(picture(trial, count: 10), "10 tasks, picture \(count)")
            try trial.expectTaken(answer, "two instances were handed pictures at the same time")
        }
    }

    static func hostCalls(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        for count in 1...5 {
            let answer = staged.shutter(picture(trial), "100 tasks, picture \(count)")
            try trial.expectTaken(answer, "pictures were handed over")
        }
        if staged.hasCleanup { _ = staged.cleanup(now: 1_767_225_700) }
        staged.end()
        // Threads that are left would call soon.
        usleep(100_000)
        let misplaced = staged.host.record.withLock { $0.misplaced }
        guard let first = misplaced.first else { return }
        throw .failed(
            "an instance lived its life", expected: "calls of the host on its thread, while a function runs",
            happened: first + (misplaced.count > 1 ? " (\(misplaced.count) such calls)" : ""))
    }
}
