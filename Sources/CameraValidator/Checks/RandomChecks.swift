// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// Lives as nobody would think of them.
enum RandomChecks {
    static let all = [
        Check("random.lives", "random pictures and cleanups, in random lives, are taken", .life, run: lives).needing(
            .emptyShutter)
    ]

    static func lives(_ trial: Trial) throws(Finding) {
        var model = ClusterModel()
        for life in 1...4 {
            let staged = try trial.started()
            var base: UInt64 = 0
            for step in 1...25 {
                let what = "life \(life), step \(step)"
                switch Int.random(in: 0..<8, using: &trial.random) {
                case 0 where staged.hasCleanup:
                    let now = 1_767_225_600 + Double(Int.random(in: -1000...100_000, using: &trial.random))
                    let answer = staged.cleanup(now: now).answer
                    guard answer.result == .ok || answer.result == .retry else {
                        throw .failed("\(what): cleanup", expected: "OK or RETRY", happened: "\(answer)")
                    }
                case 1: base = base > 20 ? base - 20 : 0
                case 2:
                    let draft = model.draft(.plain, wants: trial.wants, since: 0)
                    draft.header.flags |= EVCAM_SNAPSHOT_FULL_RESYNC
                    try trial.expectTaken(staged.shutter(draft, "\(what): FULL_RESYNC"), "\(what): FULL_RESYNC")
                case 3:
                    let draft = model.draft(.plain, wants: trial.wants, since: base)
                    spoil(draft, &trial.random)
                    try trial.expectTaken(staged.shutter(draft, "\(what): odd values"), "\(what): odd values")
                default:
                    model.advance(Int.random(in: 0...80, using: &trial.random), &trial.random)
                    let draft = model.draft(.plain, wants: trial.wants, since: base)
                    let answer = staged.shutter(draft, "\(what): a delta")
                    try trial.expectTaken(answer, "\(what): a delta")
                    if answer.result == .ok { base = model.revision }
                }
            }
            staged.end()
        }
        try trial.finish()
    }

    /// Random bytes and numbers in random members.
    private static func spoil(_ draft: SnapshotDraft, _ random: inout SeededGenerator) {
        let texts: [WritableKeyPath<evcam_task, evcam_string>] = [
            \.name, \.worker, \.client, \.hostname, \.args, \.kwargs, \.result, \.exception, \.traceback, \.eta,
            \.expires, \.queue, \.root_id, \.parent_id,
        ]
        let numbers: [WritableKeyPath<evcam_task, Double>] = [
            \.timestamp, \.sent, \.received, \.started, \.succeeded, \.failed, \.runtime,
        ]
        for index in draft.changed.indices {
            if let text = texts.randomElement(using: &random) {
                let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                draft.changed[index][keyPath: text] = draft.memory.text(bytes: bytes)
            }
            if let number = numbers.randomElement(using: &random) {
                draft.changed[index][keyPath: number] = Double(
                    bitPattern: UInt64.random(in: 0 ... .max, using: &random))
            }
        }
    }
}
