// SPDX-License-Identifier: Apache-2.0

import ClusterState
import EvcamRuntime
import Foundation
import Testing

/// The state of real Celery, installed by pip, for recorded and for generated events, beside ours.
@Suite(
    .serialized,
    .enabled(
        if: Python.path != nil, "needs Celery: set EVCAM_TEST_PYTHON to a Python that has it, as Scripts/test.sh does")
) struct CeleryOracleTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    @Test(arguments: ["small.ndjson.gz", "small-amqp.ndjson.gz"], [10_000, 40])
    func `a recording of a real cluster ends in Celery's state`(name: String, maxTasks: Int) throws {
        let limits = Limits(maxTasks: maxTasks, maxWorkers: maxTasks == 40 ? 2 : 5_000)
        try compare(Self.fixtures.appending(path: name), limits, in: TemporaryFolder())
    }

    @Test(arguments: [10_000, 3]) func `oddities end in Celery's state`(maxTasks: Int) throws {
        let folder = try TemporaryFolder()
        let recording = folder.url.appending(path: "odd.ndjson")
        var lines: [String] = []
        for (number, body) in Self.oddities.enumerated() {
            let envelope = #""hostname": "w\#(number % 3)@h", "timestamp": \#(1_000 + number)"#
            lines.append(#"{"received": \#(1_000 + number), "body": \#(body.replacing("...", with: envelope))}"#)
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: recording)
        let exact = try pair(recording, Limits(maxTasks: maxTasks), celeryExact: true, in: folder, every: 1)
        try Python.run("compare_snapshots.py", [exact.ours.path, exact.celerys.path], in: folder.url)
    }

    /// `...` stands for node name and time.
    private static let oddities = [
        #"{"type": "task-sent", "uuid": "a", "clock": 5, ...}"#,
        #"{"type": "task-sent", "uuid": "b", "clock": null, ...}"#,
        #"{"type": "task-started", "uuid": "a", "clock": null, ...}"#, #"{"type": "task-started", "uuid": "a", ...}"#,
        #"{"type": "task-sent", "uuid": "c", ...}"#, #"{"type": "worker-online", "clock": "7", ...}"#,
        #"{"type": "worker-online", "pid": 4, ...}"#, #"{"type": "task-received", "uuid": "b", "name": "n", ...}"#,
        #"{"type": "task-received", "uuid": "b", "clock": 9, "utcoffset": null, ...}"#,
        #"{"type": "task-received", "uuid": "b", "utcoffset": 1.5, ...}"#, #"{"type": "task", "uuid": "d", ...}"#,
        #"{"type": "task-\u0301x", "uuid": "d", ...}"#, #"{"type": "task-gr\u00f6\u00dfe", "uuid": "e", ...}"#,
        #"{"hostname": "w@h", "clock": 80}"#, #"{"type": "task-failed", "clock": 81}"#,
        #"{"type": "custom", "clock": 82}"#,
        #"{"type": "", "clock": 83}"#, #"{"type": "worker-heartbeat", "clock": 84}"#,
        #"{"type": "worker", "clock": 85, ...}"#,
        #"{"type": "task-sent", "uuid": "x/1", "parent_id": "x/1", "root_id": "a", "queue": null, ...}"#,
        #"[{"type": "worker-offline", ...}, {"type": "task-succeeded", "uuid": "x/1", "result": null, "runtime": 1e400, ...}]"#,
        #"{"type": "task-received", "uuid": "f", "args": [1, {"a": 2.50}], "retries": 123456789012345678901, "name": "", ...}"#,
        #"{"type": "task-received", "uuid": "", "name": "empty", "clock": 1099511627776, ...}"#,
        #"{"type": "task-started", "uuid": "a", ...}"#, #"{"type": "task-sent", "uuid": "a", ...}"#, "[]",
    ]

    @Test(arguments: 0..<20) func `generated events end in Celery's state`(seed: Int) throws {
        let folder = try TemporaryFolder()
        let recording = folder.url.appending(path: "events.ndjson")
        // Disorder, duplicates, ids that run again, workers that go and come, offsets of all signs.
        let disorder = ["0.01", "0.1", "0.3", "0"][seed % 4]
        try Python.run(
            "make_events.py",
            [
                "-n", "1500", "--seed", "\(seed)", "--workers", "\(2 + seed % 7)", "--types", "6", "--ooo", disorder,
                "--ooo-span", "\([5, 50, 400][seed % 3])", "--dup", ["0", "0.05", "0.2"][seed / 2 % 3],
                "--tasks", "\([0, 60, 300][seed / 3 % 3])", "--in-flight", "\([10, 60, 200][seed / 4 % 3])",
                "--offline", ["0.002", "0.02"][seed % 2], "--child", "0.5", "--retry", "0.15", "--custom", "0.2",
                "--revoke", "0.05", "--reject", "0.05", "--heartbeat", "0.1",
                "--utcoffsets=" + ["0", "0,5,-1", "-6,11"][seed % 3],
                "--batch", ["1", "4", "0"][seed % 3], "--rate", ["5000", "20"][seed / 5 % 2], "-o", recording.path,
            ] + (seed % 4 == 3 ? ["--no-sent"] : []), in: folder.url)
        let limits = Limits(
            maxTasks: [10_000, 7, 1, 30, 200][seed % 5], maxWorkers: [5_000, 3, 1, 2][seed % 4])
        try compare(recording, limits, in: folder)
    }

    private func compare(_ recording: URL, _ limits: Limits, in folder: TemporaryFolder) throws {
        let exact = try pair(recording, limits, celeryExact: true, in: folder)
        try Python.run("compare_snapshots.py", [exact.ours.path, exact.celerys.path], in: folder.url)
        let plain = try pair(recording, limits, celeryExact: false, in: folder)
        try expectListedDifferences(plain.ours, plain.celerys, recording)
    }

    /// Our reports at every 100th event, and Celery's.
    private func pair(
        _ recording: URL, _ limits: Limits, celeryExact: Bool, in folder: TemporaryFolder, every: Int = 100
    ) throws -> (ours: URL, celerys: URL) {
        var options = SnapshotReader.Options()
        options.limits = limits
        options.celeryExact = celeryExact
        options.every = UInt64(every)
        let ours = folder.url.appending(path: "ours-\(celeryExact)")
        let celerys = folder.url.appending(path: "celery-\(celeryExact)")
        try reports(of: recording, options).write(to: ours)
        // That timestamps are not moved is the first of the listed differences; Celery has a switch for it.
        try Python.run(
            "celery_oracle.py",
            [
                recording.path, "--every", "\(every)", "--max-tasks", "\(limits.maxTasks)", "--max-workers",
                "\(limits.maxWorkers)", "-o", celerys.path,
            ] + (celeryExact ? [] : ["--no-localize"]), in: folder.url)
        return (ours, celerys)
    }

    /// Everything is the same but the heartbeats of workers that said they go, and tasks as their own children.
    private func expectListedDifferences(_ ours: URL, _ celerys: URL, _ recording: URL) throws {
        let offline = try offlineHosts(in: recording)
        let ourReports = try parsed(ours)
        let celeryReports = try parsed(celerys)
        #expect(ourReports.count == celeryReports.count)
        for (our, celery) in zip(ourReports, celeryReports) {
            #expect(without(our, ["workers", "tasks"]) == without(celery, ["workers", "tasks"]))
            let tasks = objects(celery["tasks"]).map { task in
                var task = task
                task["children"] = (task["children"] as? [String])?.filter { $0 != task["uuid"] as? String }
                return task as NSDictionary
            }
            #expect(objects(our["tasks"]).map { $0 as NSDictionary } == tasks)
            let workers = objects(celery["workers"])
            #expect(objects(our["workers"]).count == workers.count)
            for (mine, theirs) in zip(objects(our["workers"]), workers) {
                #expect(without(mine, ["heartbeats", "alive"]) == without(theirs, ["heartbeats", "alive"]))
                let beats = mine["heartbeats"] as? [Double] ?? [.nan]
                let theirBeats = theirs["heartbeats"] as? [Double] ?? []
                // Ours are those of them that did not come from a task after the goodbye.
                #expect(Set(beats).isSubset(of: theirBeats) || beats.count == 4)
                if beats != theirBeats { #expect(offline.contains(theirs["hostname"] as? String ?? "")) }
            }
        }
    }

    private func parsed(_ file: URL) throws -> [[String: Any]] {
        try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
    }

    private func objects(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }

    private func without(_ object: [String: Any], _ keys: Set<String>) -> NSDictionary {
        object.filter { !keys.contains($0.key) } as NSDictionary
    }
}
