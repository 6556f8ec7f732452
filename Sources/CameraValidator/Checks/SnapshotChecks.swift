// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// Pictures of all kinds.
enum SnapshotChecks {
    static let all = [
        Check("snapshot.empty", "a picture without anything in it is taken", .delta, run: empty),
        Check("snapshot.large", "a picture of very many tasks is taken within the deadline", .deadlines, run: large),
        Check("values.absent", "tasks and workers of which next to nothing is known are taken", .texts, run: absent),
        Check("values.extreme", "negative, infinite and huge numbers are taken", .texts, run: extreme),
        Check("values.attributes", "attributes of every kind are taken", .texts, run: attributes),
        Check("text.nul", "texts with NULs inside are taken", .texts) { trial throws(Finding) in
            try texts(trial, "a NUL inside", Array("be\u{0}hind".utf8))
        },
        Check("text.unicode", "emoji and texts of all scripts are taken", .texts) { trial throws(Finding) in
            let text = "('👩‍👩‍👧‍👦 \u{202E}שלום', 'e\u{301}', '\u{FEFF}', '\u{2028}', '漢字', '\"\\\\\n\r\t', '\u{10FFFF}')"
            try texts(trial, "emoji and many scripts", Array(text.utf8))
        },
        Check("text.invalid", "texts that are not UTF-8 are taken", .texts) { trial throws(Finding) in
            for bytes: [UInt8] in [
                [0xFF, 0xFE, 0x61], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0x80, 0x80, 0x62],
                [0xC0, 0xAF], [0xF0, 0x9F, 0x98],
            ] { try texts(trial, "broken UTF-8 inside", bytes) }
        },
        Check("text.large", "texts of a mebibyte are taken", .texts) { trial throws(Finding) in
            try texts(trial, "1 MiB of it", [UInt8](repeating: 0x78, count: 1 << 20))
        },
    ]

    private static func take(_ trial: Trial, _ draft: SnapshotDraft, _ what: String) throws(Finding) {
        let staged = try trial.started()
        try trial.expectTaken(staged.shutter(draft, what), "a picture with \(what) was handed over")
        staged.end()
        try trial.finish()
    }

    static func empty(_ trial: Trial) throws(Finding) {
        _ = try trial.sampleOptions()
        let draft = trial.draft(revision: 0)
        draft.hasFigures = false
        try take(trial, draft, "nothing in it")
    }

    static func large(_ trial: Trial) throws(Finding) {
        _ = try trial.sampleOptions()
        try take(trial, LifeChecks.picture(trial, count: trial.setup.tasks), "\(trial.setup.tasks) tasks")
    }

    static func absent(_ trial: Trial) throws(Finding) {
        _ = try trial.sampleOptions()
        let draft = trial.draft(revision: 3)
        draft.changed = [
            draft.bareTask(draft.text("00000000-0000-0000-0000-000000000001"), revision: 1),
            draft.bareTask(draft.text("no uuid at all"), revision: 2, state: "CUSTOM"),
            draft.bareTask(draft.text(""), revision: 3, state: ""),
        ]
        var worker = draft.worker(draft.text("celery@bare"), revision: 1)
        (worker.sw_ident, worker.sw_ver, worker.sw_sys) = (evcam_string(), evcam_string(), evcam_string())
        (worker.freq, worker.loadavg, worker.heartbeats) = (.nan, (.nan, .nan, .nan), (0, 0, 0, 0))
        (worker.heartbeat_count, worker.flags) = (0, EVCAM_WORKER_OFFLINE)
        (worker.pid, worker.clock, worker.active, worker.processed) = (.min, .min, .min, .min)
        draft.workers = [worker]
        try take(trial, draft, "tasks and a worker of which next to nothing is known")
    }

    static func extreme(_ trial: Trial) throws(Finding) {
        _ = try trial.sampleOptions()
        let draft = trial.draft(revision: 8)
        let times: [Double] = [-1, 0, -1e300, 1e300, .infinity, -.infinity, .leastNonzeroMagnitude, -62_135_596_801]
        for (index, time) in times.enumerated() {
            var task = draft.task(draft.memory.text(trial.random.uuid()), revision: UInt64(index + 1))
            (task.sent, task.received, task.started, task.succeeded) = (time, time, time, time)
            (task.timestamp, task.local_received, task.runtime) = (time, time, time)
            (task.retries, task.pid, task.clock) = (.max, .min + 1, .max)
            draft.changed.append(task)
        }
        var worker = draft.worker(draft.text("celery@extreme"), revision: 1)
        (worker.freq, worker.loadavg) = (-.infinity, (1e300, -1, .infinity))
        worker.heartbeats = (-1e300, 0, 1e300, .infinity)
        worker.heartbeat_count = 4
        (worker.active, worker.processed) = (-1, .max)
        draft.workers = [worker]
        try take(trial, draft, "negative, infinite and huge numbers")
    }

    static func attributes(_ trial: Trial) throws(Finding) {
        _ = try trial.sampleOptions()
        let draft = trial.draft(revision: 1)
        var all: [evcam_attribute] = []
        func add(_ name: String, _ kind: UInt32, _ change: (inout evcam_attribute) -> Void = { _ in }) {
            var attribute = evcam_attribute()
            (attribute.name, attribute.kind) = (draft.text(name), kind)
            change(&attribute)
            all.append(attribute)
        }
        add("null", EVCAM_VALUE_NULL)
        add("yes", EVCAM_VALUE_BOOL) { $0.integer = 1 }
        add("int", EVCAM_VALUE_INT) { ($0.integer, $0.number) = (.min, -9.2e18) }
        add("double", EVCAM_VALUE_DOUBLE) { $0.number = .nan }
        add("text", EVCAM_VALUE_STRING) { $0.text = draft.text("a \"quoted\" text\n") }
        add("json", EVCAM_VALUE_JSON) { $0.text = draft.text("[1, {\"a\": 123456789012345678901234567890}]") }
        add("", EVCAM_VALUE_STRING) { $0.text = draft.text("") }
        add("name", EVCAM_VALUE_STRING) { $0.text = draft.text("the name of a member") }
        // A later minor may bring kinds that this camera does not know.
        add("new", 77)
        var task = draft.task(draft.memory.text(trial.random.uuid()), revision: 1)
        draft.attributes(all, of: &task)
        draft.changed = [task]
        try take(trial, draft, "attributes of every kind")
    }

    private static func texts(_ trial: Trial, _ what: String, _ bytes: [UInt8]) throws(Finding) {
        _ = try trial.sampleOptions()
        let draft = trial.draft(revision: 2)
        let text = draft.memory.text(bytes: bytes)
        var task = draft.task(draft.memory.text(trial.random.uuid()), revision: 1, state: "FAILURE")
        (task.args, task.kwargs, task.result, task.exception, task.traceback) = (text, text, text, text, text)
        draft.changed = [task]
        // Names come from senders, too, but of no such length.
        if bytes.count < 1024 {
            var named = draft.task(draft.memory.text(trial.random.uuid()), revision: 2)
            (named.name, named.queue, named.eta, named.worker) = (text, text, text, text)
            var attribute = evcam_attribute()
            (attribute.name, attribute.kind, attribute.text) = (text, EVCAM_VALUE_STRING, text)
            draft.attributes([attribute], of: &named)
            draft.changed.append(named)
            draft.workers = [draft.worker(text, revision: 1)]
        }
        try take(trial, draft, "texts with \(what)")
    }
}
