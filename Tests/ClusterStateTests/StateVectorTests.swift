// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ClusterState

/// Sequences of events with the state that Celery itself ends in.
@Suite struct StateVectorTests {
    private struct Sequence {
        var events: [[String: Any]]
        var expect: [String: Any]
        var limits: Limits
    }

    private func sequences() throws -> [Sequence] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/state-vectors.json")
        let root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        return try #require(root["sequences"] as? [[String: Any]]).map {
            Sequence(
                events: try #require($0["events"] as? [[String: Any]]),
                expect: try #require($0["expect"] as? [String: Any]),
                limits: Limits(
                    maxTasks: try #require($0["max_tasks"] as? Int), maxWorkers: try #require($0["max_workers"] as? Int)
                ))
        }
    }

    @Test(arguments: 0..<5) func `the state is Celery's`(number: Int) throws {
        let sequence = try sequences()[number]
        let cluster = Cluster(limits: sequence.limits, celeryExact: true, isReceived: true)
        for event in sequence.events {
            let body = String(decoding: try JSONSerialization.data(withJSONObject: event), as: UTF8.self)
            try cluster.apply(body, received: try #require(event["local_received"] as? Double))
        }
        let expect = sequence.expect
        #expect(cluster.state.eventCount == expect["event_count"] as? UInt64)
        #expect(cluster.state.taskEventCount == expect["task_count"] as? UInt64)
        #expect(cluster.state.taskTypes() == expect["task_types"] as? [String])
        try compareWorkers(cluster, expect)
        try compareTasks(cluster, expect)
        compareHeap(cluster, try #require(expect["heap"] as? [[Any]]))
        let byTime = try #require(expect["tasks_by_time"] as? [String])
        #expect(cluster.byTime == byTime || cluster.byTime == byTime.reversed())
    }

    private func compareWorkers(_ cluster: Cluster, _ expect: [String: Any]) throws {
        let workers = try #require(expect["workers"] as? [[String: Any]])
        #expect(cluster.hosts == workers.map { $0["hostname"] as? String })
        var number = 0
        cluster.state.forEachWorker { worker in
            let expected = workers[number]
            number += 1
            #expect(cluster.heartbeats(expected["hostname"] as? String ?? "") == expected["heartbeats"] as? [Double])
            #expect(worker.pid == (expected["pid"] as? NSNumber)?.int64Value)
            #expect(worker.freq == (expected["freq"] as? NSNumber)?.doubleValue)
            #expect(worker.active == (expected["active"] as? NSNumber)?.int64Value)
            #expect(worker.clock ?? 0 == (expected["clock"] as? NSNumber)?.int64Value)
        }
    }

    private func compareTasks(_ cluster: Cluster, _ expect: [String: Any]) throws {
        let tasks = try #require(expect["tasks"] as? [[String: Any]])
        #expect(cluster.uuids == tasks.map { $0["uuid"] as? String })
        let children = cluster.state.children()
        for expected in tasks {
            let uuid = try #require(expected["uuid"] as? String)
            let task = try #require(cluster.content(uuid))
            func text(_ key: String) -> String? {
                (expected[key] as? NSNumber)?.description ?? expected[key] as? String
            }
            #expect(task.state == text("state"), "\(uuid)")
            #expect(task.name == text("name"), "\(uuid)")
            #expect(task.client == text("client"), "\(uuid)")
            #expect(task.worker == text("worker"), "\(uuid)")
            #expect(task.type == text("type"), "\(uuid)")
            #expect(task.timestamp == expected["timestamp"] as? Double, "\(uuid)")
            // Celery keeps a null clock, which sorts as 0.
            #expect(task.clock == (expected["clock"] as? NSNumber)?.int64Value ?? 0, "\(uuid)")
            for kind in TaskTime.allCases {
                #expect(task.times[kind] == expected["\(kind)"] as? Double, "\(uuid) \(kind)")
            }
            #expect(task.values[.retries] == text("retries"), "\(uuid)")
            #expect(task.values[.args] == text("args"), "\(uuid)")
            #expect(task.values[.parentID] == text("parent_id"), "\(uuid)")
            #expect(task.values[.rootID] == text("root_id"), "\(uuid)")
            #expect(task.values[.result] == text("result"), "\(uuid)")
            #expect(task.values[.runtime] == text("runtime"), "\(uuid)")
            #expect(task.values[.exception] == text("exception"), "\(uuid)")
            #expect((children[uuid] ?? []).sorted() == (expected["children"] as? [String])?.sorted(), "\(uuid)")
        }
    }

    private func compareHeap(_ cluster: Cluster, _ rows: [[Any]]) {
        var entries: [String] = []
        let core = cluster.state
        core.core.order.forEach(reverse: false) { entry in
            let member = Kinship.Member(slot: entry.reference & 0xff_ffff, birth: entry.reference >> 24)
            let row = core.core.tasks.row(Int(member.slot))
            let isAlive =
                entry.reference != TimeOrder.dead && row.pointee.birth & 0xff == member.birth
                && row.pointee.flags.contains(.occupied)
            var uuid: String?
            core.forEachTask { if isAlive, $0.slot == Int(member.slot) { uuid = $0.uuid } }
            let origin = String(decoding: core.core.texts.text(TextID(entry.origin)), as: UTF8.self)
            entries.append("\(entry.clock) \(entry.timestamp) \(origin) \(uuid ?? "null")")
            return true
        }
        let expected = rows.map { row in
            let time = (row[1] as? NSNumber)?.doubleValue ?? .nan
            return "\((row[0] as? NSNumber)?.int64Value ?? 0) \(time) \(row[2]) \(row[3] as? String ?? "null")"
        }
        #expect(entries == expected)
    }
}
