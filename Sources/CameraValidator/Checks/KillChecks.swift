// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost
import Glibc

/// A host that dies in the middle of a picture.
enum KillChecks {
    static let all = [
        Check(
            "kill.shutter", "after a kill -9 during shutter the camera starts again and goes on", .delta,
            run: duringShutter)
    ]

    /// What the process that is killed runs; not in the list.
    static let victim = Check("kill.victim", "hands over pictures until it is killed", .delta, run: livesOn)

    static func livesOn(_ trial: Trial) throws(Finding) {
        let staged = try trial.started()
        var model = ClusterModel()
        var base: UInt64 = 0
        while true {
            model.advance(500, &trial.random)
            let answer = staged.shutter(model.draft(.plain, wants: trial.wants, since: base), "a delta")
            try trial.expectTaken(answer, "deltas were handed over")
            if answer.result == .ok { base = model.revision }
        }
    }

    static func duringShutter(_ trial: Trial) throws(Finding) {
        _ = try trial.sampleOptions()
        for round in 1...3 {
            let pause = UInt32.random(in: 0..<30_000, using: &trial.random)
            trial.trace.step("kill -9 \(pause) µs into the first picture, time \(round)")
            let process: CheckProcess
            do throws(CheckProcess.LaunchError) {
                process = try trial.setup.launcher.launch(victim.id, trial.setup)
            } catch {
                throw .skipped("\(error)")
            }
            // Until the first picture.
            while let line = process.next(timeout: 20) {
                if case .step(let text) = line, text.hasPrefix("shutter") {
                    usleep(pause)
                    break
                }
            }
            if case .exited = process.endNow() {
                throw .skipped("the camera did not live long enough to be killed: see life.whole")
            }
            let staged = try trial.staged()
            let created = staged.create(try trial.sampleOptions())
            let started = created.result == .ok ? staged.start() : created
            let done = "the process was killed during shutter, and the camera made anew, time \(round)"
            guard started.result == .ok || (started.result == .retry && started.reason != nil) else {
                throw .failed(done, expected: "OK", happened: "it answered \(started)")
            }
            try trial.expectTaken(
                staged.shutter(LifeChecks.picture(trial), "100 tasks"), done + ", and a picture handed over")
            staged.end()
        }
        try trial.finish()
    }
}
