// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Testing

@testable import CameraHost

/// A table that is written on from picture to picture shows what one shows that is written from nothing.
struct StateWriterTests {
    @Test(arguments: [true, false], 1...6) func `rows that stay are right`(isShared: Bool, seed: Int) throws {
        var random = SystemRandomNumberGenerator()
        let cluster = Cluster(limits: Limits(maxTasks: Int.random(in: 20...400, using: &random)), cameras: 1)
        let classes = try Shown.classes()
        let stores = classes.map { _ in TaskTableStore(limit: 2, isShared: isShared) }
        let fresh = classes.map { _ in TaskTableStore(limit: 0) }
        var kept: [SharedTasks] = []
        var seen: [[[String?]]] = []
        let types = ["sent", "received", "started", "succeeded", "failed", "retried"]
        for round in 1...80 {
            // Few events, many, none: rows stay, move to both sides, and are all written anew.
            for _ in 0..<[0, 3, 20, 200][round % 4] {
                let task = Int.random(in: 1...500, using: &random)
                let texts = #""args": "(\#(task), \#(round))", "kwargs": "{}", "color": "c\#(round % 3)""#
                let more = #""name": "t\#(task % 5)", \#(texts)"#
                try cluster.task(types.randomElement(using: &random) ?? "sent", task, more)
            }
            if round == 40 { cluster.state.clear() }
            let snapshot = cluster.snapshot()
            let now = SharedViews(snapshot, classes, stores)
            let truth = SharedViews(snapshot, classes, fresh)
            for index in classes.indices {
                let tasks = now.tasks(for: index)
                #expect((tasks.table.shared != nil) == isShared && !tasks.table.isOverfull)
                #expect(texts(tasks) == texts(truth.tasks(for: index)), "round \(round), class \(index)")
                // Somebody keeps a picture for a while: others must not write into it.
                if round % 7 == 0, index == 0 {
                    kept.append(tasks)
                    seen.append(texts(tasks))
                }
            }
            if kept.count > 2 {
                // Inline, texts are the state's own, which this test does not hold.
                if isShared { #expect(texts(kept.removeFirst()) == seen.removeFirst()) } else { kept.removeFirst() }
            }
            cluster.state.settle(camera: 0, outstanding: nil)
            if round % 3 != 0 { cluster.state.advance(camera: 0, to: snapshot.revision) }
        }
    }

    @Test func `only changed tasks are copied, and old copies go in the end`() throws {
        let cluster = Cluster()
        let text = String(repeating: "x", count: 4000)
        for task in 1...100 { try cluster.task("received", task, #""args": "\#(text)""#) }
        let store = TaskTableStore(limit: 1, isShared: true)
        let whole = try taken(cluster, store)
        try cluster.task("started", 7)
        let one = try taken(cluster, store)
        #expect(one > whole && one < whole + 10_000)
        // Twenty times as much in the end, were nothing given up.
        var most = 0
        for _ in 1...50 {
            for task in 1...40 { try cluster.task("started", task) }
            most = max(most, try taken(cluster, store))
        }
        #expect(most > 1 << 20 && most < 2 << 20 + 2 * whole)
    }

    @Test func `a state that shrinks takes less memory again`() throws {
        let cluster = Cluster()
        for isShared in [true, false] {
            let store = TaskTableStore(limit: 1, isShared: isShared)
            try cluster.apply("[" + (1...5000).map(Self.succeeded).joined(separator: ", ") + "]")
            _ = try taken(cluster, store)
            cluster.state.clear()
            try cluster.task("received", 1)
            for _ in 1...40 { _ = try taken(cluster, store) }
            #expect(try taken(cluster, store) < 10_000)
        }
    }

    @Test func `another state begins anew`() throws {
        let store = TaskTableStore(limit: 1, isShared: true)
        for name in ["a", "b"] {
            let cluster = Cluster()
            for task in 1...100 { try cluster.task("received", task, #""name": "\#(name)""#) }
            let snapshot = cluster.snapshot()
            let tasks = SharedViews(snapshot, [ViewClass(filter: TaskFilter(), redaction: .none)], [store])
                .tasks(for: 0)
            #expect(texts(tasks).allSatisfy { $0[1] == name })
        }
    }

    private static func succeeded(_ task: Int) -> String {
        #"{"type": "task-succeeded", "uuid": "\#(Cluster.uuid(task))", "hostname": "h", "timestamp": 1, "clock": 1}"#
    }

    /// Bytes of texts in the table after a picture.
    private func taken(_ cluster: Cluster, _ store: TaskTableStore) throws -> Int {
        let snapshot = cluster.snapshot()
        return SharedViews(snapshot, [ViewClass(filter: TaskFilter(), redaction: .none)], [store]).tasks(for: 0)
            .table.arena.taken
    }

    private func texts(_ tasks: SharedTasks) -> [[String?]] {
        Shown.texts(tasks.table.tasks, tasks.table.count)
    }
}
