// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost
import Glibc
import Threads

/// Backends that go away, and hosts that lose patience.
enum BackendChecks {
    static let all = [
        Check("backend.gone", "a folder that goes away costs a RETRY and comes back", .results, run: folderGone),
        Check(
            "backend.refused", "a server that cannot be reached is no reason to give up for good", .results,
            run: refused),
        Check("cancel.honoured", "calls end soon when the host wants it", .deadlines, run: cancelled),
    ]

    static func folderGone(_ trial: Trial) throws(Finding) {
        let samples = SampleOptions(trial.setup, instance: "probe")
        var plan = try trial.sampleOptions()
        let paths = plan.entries.filter { $0.declaration.kind == .path }.map(\.declaration)
        guard !paths.isEmpty else { throw .skipped("the camera has no option that is a path, with a value") }
        for path in paths { plan = plan.setting(path, .text(samples.store + "/" + path.name)) }
        let staged = try trial.started(plan: plan)
        let first = staged.shutter(LifeChecks.picture(trial, count: 10), "10 tasks")
        guard first.result == .ok else { throw .skipped("shutter answered \(first) before anything was taken away") }
        let away = samples.store + "-away"
        trial.trace.step("the folder \(samples.store) is renamed; a plain file stands in its place")
        guard rename(samples.store, away) == 0 else { throw .skipped("the folder cannot be renamed") }
        close(open(samples.store, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        var hasFailed = false
        for count in 1...3 {
            let answer = staged.shutter(LifeChecks.picture(trial, count: 10), "10 tasks, \(count) without the folder")
            if answer.result == .retry { hasFailed = true }
            guard answer.result == .ok || (answer.result == .retry && answer.reason?.isEmpty == false) else {
                throw .failed(
                    "the folder of \(paths.map { "`\($0.name)`" }.joined(separator: ", ")) was taken away",
                    expected: "RETRY with a message (or OK, if what is open suffices)",
                    happened: "shutter answered \(answer)")
            }
        }
        trial.trace.step("the folder is put back")
        unlink(samples.store)
        rename(away, samples.store)
        let back = staged.shutter(LifeChecks.picture(trial, count: 30), "30 tasks, with the folder again")
        guard back.result == .ok else {
            throw .failed(
                "the folder was put back" + (hasFailed ? " after three RETRYs" : ""), expected: "OK",
                happened: "shutter answered \(back)")
        }
        staged.end()
    }

    static func refused(_ trial: Trial) throws(Finding) {
        let sample = try trial.sampleOptions()
        let urls = sample.entries.filter { $0.declaration.kind == .url }
        guard !urls.isEmpty else { throw .skipped("the camera has no option that is a URL, with a value") }
        var plan = sample
        for url in urls {
            guard case .text(let text) = url.value else { continue }
            let scheme = text.firstRange(of: "://").map { String(text[..<$0.lowerBound]) } ?? "http"
            // Nothing listens on port 1.
            plan = plan.setting(url.declaration, .text("\(scheme)://127.0.0.1:1/"))
        }
        let staged = try trial.staged()
        let done = "the URL was one that nobody listens at"
        let created = staged.create(plan)
        guard created.result == .ok || created.result == .config else {
            throw .failed(done, expected: "OK or CONFIG", happened: "create answered \(created)")
        }
        guard created.result == .ok else { return }
        let started = staged.start()
        guard let result = started.result, [.ok, .retry, .config].contains(result) else {
            throw .failed(done, expected: "OK, RETRY or CONFIG", happened: "start answered \(started)")
        }
        if result != .config {
            for count in 1...3 {
                let answer = staged.shutter(LifeChecks.picture(trial, count: 10), "10 tasks, time \(count)")
                guard answer.result == .ok || (answer.result == .retry && answer.reason != nil) else {
                    throw .failed(done, expected: "RETRY with a message", happened: "shutter answered \(answer)")
                }
            }
            staged.stop()
        }
        staged.destroy()
    }

    static func cancelled(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        let done = "cancelled() answered 1 from the start"
        for count in 1...3 {
            staged.host.record.withLock { $0.isCancelled = true }
            let answer = staged.shutter(LifeChecks.picture(trial, count: 1000), "1,000 tasks, cancelled, time \(count)")
            guard answer.result == .ok || answer.result == .retry else {
                throw .failed(done, expected: "RETRY, or OK if it is done", happened: "shutter answered \(answer)")
            }
            guard answer.seconds <= min(trial.setup.deadline, 5) else {
                throw .failed(done, expected: "an answer soon", happened: "shutter took \(answer.seconds) s")
            }
            staged.host.record.withLock { $0.isCancelled = false }
            try trial.expectTaken(
                staged.shutter(LifeChecks.picture(trial, count: 10), "10 tasks, not cancelled"),
                "the host did not want to end any more")
        }
        staged.end()
    }
}
