// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// Hosts older and newer than the camera.
enum StructChecks {
    static let all = [
        Check(
            "structs.oldest-host", "nothing is read beyond the structs of the oldest host", .sizes,
            crash: "it read beyond the end of a struct, an array or a text", run: oldest),
        Check("structs.newer-host", "structs of a newer host, which are longer, are taken", .sizes, run: newer),
        Check(
            "structs.stride", "arrays of a newer host, whose elements are longer, are walked", .sizes,
            crash: "it walked an array by sizeof instead of by its stride", run: stride),
    ]

    private static func live(_ trial: Trial, _ layout: StageLayout, _ what: String) throws(Finding) {
        let staged: StagedCamera
        do throws(Finding) {
            staged = try trial.started(layout)
        } catch {
            // Our own host's layout tells whether it is the layout.
            guard case .skipped(let why) = error, (try? trial.started(name: "plain")) != nil else { throw error }
            throw .failed("an instance was made by a host with \(what)", expected: "OK", happened: why)
        }
        for count in 1...3 {
            let draft = LifeChecks.picture(trial, layout, count: 7)
            addExtras(to: draft)
            let answer = staged.shutter(draft, "7 tasks of a host with \(what), picture \(count)")
            try trial.expectTaken(answer, "pictures were handed over by a host with \(what)")
        }
        if staged.hasCleanup {
            let answer = staged.cleanup(now: 1_767_225_700).answer
            guard answer.result == .ok || answer.result == .retry else {
                throw .failed(
                    "cleanup was called by a host with \(what)", expected: "OK or RETRY", happened: "\(answer)")
            }
        }
        staged.end()
        try trial.finish()
    }

    private static func addExtras(to draft: SnapshotDraft) {
        func attribute(_ name: String, _ change: (inout evcam_attribute) -> Void) -> evcam_attribute {
            var attribute = evcam_attribute()
            attribute.name = draft.text(name)
            change(&attribute)
            return attribute
        }
        let attributes = [
            attribute("priority") { ($0.kind, $0.integer, $0.number) = (EVCAM_VALUE_INT, 3, 3) },
            attribute("label") { ($0.kind, $0.text) = (EVCAM_VALUE_STRING, draft.text("vip")) },
            attribute("more") { ($0.kind, $0.text) = (EVCAM_VALUE_JSON, draft.text("{\"a\": [1, 2]}")) },
        ]
        for index in draft.changed.indices { draft.attributes(attributes, of: &draft.changed[index]) }
        draft.removed = ["one", "two", "three"].map { draft.gone(draft.text($0), revision: 7) }
        draft.removedWorkers = ["celery@a", "celery@b"].map { draft.gone(draft.text($0), revision: 7) }
    }

    static func oldest(_ trial: Trial) throws(Finding) {
        try live(trial, StageLayout(isGuarded: true), "structs of just the size that ABI 1.0 says")
    }

    static func newer(_ trial: Trial) throws(Finding) {
        try live(trial, StageLayout(structPadding: 64), "structs that are 64 bytes longer")
    }

    static func stride(_ trial: Trial) throws(Finding) {
        try live(trial, StageLayout(elementPadding: 40), "array elements that are 40 bytes longer")
    }
}
