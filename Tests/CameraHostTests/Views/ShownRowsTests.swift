// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Testing

@testable import CameraHost

/// A delta that takes rows of the whole state is the same as one that is laid out by itself.
struct ShownRowsTests {
    @Test(arguments: [true, false], 1...3) func `deltas are the same with the whole state`(isShared: Bool, seed: Int)
        throws
    {
        var random = SystemRandomNumberGenerator()
        let cluster = Cluster(limits: Limits(maxTasks: Int.random(in: 20...400, using: &random)), cameras: 1)
        let classes = try Shown.classes()
        let stores = classes.map { _ in TaskTableStore(limit: 2, isShared: isShared) }
        let directory = CameraDirectory(environment: [:])
        let (lean, whole) = (
            try builders(directory.find("minimal"), classes), try builders(directory.find("faulty"), classes)
        )
        let frames = (try frame(isShared), try frame(isShared))
        var base: UInt64?
        let types = ["sent", "received", "started", "succeeded", "failed", "retried"]
        for round in 1...40 {
            for _ in 0..<[1, 3, 20, 300][round % 4] {
                let task = Int.random(in: 1...500, using: &random)
                let texts = #""args": "(\#(task), \#(round))", "kwargs": "{}", "color": "c\#(round % 3)""#
                try cluster.task(
                    types.randomElement(using: &random) ?? "sent", task, #""name": "t\#(task % 5)", \#(texts)"#)
            }
            if round == 25 { cluster.state.clear() }
            let snapshot = cluster.snapshot()
            for index in classes.indices {
                let context = ShutterContext(epoch: "1", sequence: UInt64(round))
                let shutter = Shutter(
                    snapshot, context, lanes: [], shared: SharedViews(snapshot, classes, stores))
                lean[index].build(shutter, since: base, into: frames.0)
                whole[index].build(shutter, since: base, into: frames.1)
                #expect(frames.0.header.pointee.tasks == nil)
                #expect(frames.1.sharedTasks != nil)
                #expect(rows(frames.1) == rows(frames.0), "round \(round), class \(index)")
                frames.0.clear()
                frames.1.clear()
                lean[index].confirm()
                whole[index].confirm()
            }
            cluster.state.settle(camera: 0, outstanding: nil)
            if round % 3 != 0 {
                cluster.state.advance(camera: 0, to: snapshot.revision)
                base = snapshot.revision
            }
        }
    }

    @Test func `what the whole state shows is not copied again`() throws {
        let cluster = Cluster(cameras: 1)
        for task in 1...100 { try cluster.task("received", task, #""args": "(\#(task),)""#) }
        let snapshot = cluster.snapshot()
        let classes = [ViewClass(filter: TaskFilter(), redaction: .none)]
        let stores = [TaskTableStore(limit: 1, isShared: true)]
        let shutter = Shutter(
            snapshot, ShutterContext(epoch: "1", sequence: 1), lanes: [],
            shared: SharedViews(snapshot, classes, stores))
        let taken = try ["minimal", "faulty"].map { id in
            let frame = try frame(true)
            try builders(CameraDirectory(environment: [:]).find(id), classes)[0]
                .build(shutter, since: nil, into: frame)
            #expect(frame.header.pointee.changed_count == 100)
            return frame.table.arena.taken
        }
        // Ids and texts of 100 tasks are not; what is left is the header's.
        #expect(taken[0] >= taken[1] + 4000, "\(taken)")
    }

    private func builders(_ file: CameraFile, _ classes: [ViewClass]) throws -> [DeltaBuilder] {
        let library = try CameraLibrary(file)
        return classes.enumerated().map { index, viewClass in
            let camera = LoadedCamera(
                name: "one", library: library, filter: viewClass.filter, redaction: viewClass.redaction)
            return DeltaBuilder(camera, cluster: "test", viewClass: index)
        }
    }

    private func frame(_ isShared: Bool) throws -> ViewFrame {
        isShared ? ViewFrame(in: try SharedMemory()) : ViewFrame()
    }

    private func rows(_ frame: ViewFrame) -> [[String?]] {
        let header = frame.header.pointee
        let removed = UnsafeBufferPointer(start: header.removed, count: Int(header.removed_count))
        return Shown.texts(header.changed, Int(header.changed_count))
            + removed.map { [$0.id.string(), "\($0.reason) \($0.revision)"] }
    }
}
