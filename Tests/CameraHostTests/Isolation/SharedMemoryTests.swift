// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Glibc
import Testing

@testable import CameraHost

struct SharedMemoryTests {
    @Test func `nobody else can write to it or resize it`() throws {
        let memory = try SharedMemory()
        memory.head.storeBytes(of: 42, as: UInt64.self)
        // As somebody would who was sent the descriptor, or opens it anew.
        let again = open("/proc/self/fd/\(memory.descriptor)", O_RDWR | O_CLOEXEC)
        for descriptor in [memory.descriptor, again] where descriptor >= 0 {
            var byte: UInt8 = 1
            #expect(pwrite(descriptor, &byte, 1, 0) < 0)
            #expect(ftruncate(descriptor, 4096) != 0)
            let mapped = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
            #expect(mapped == MAP_FAILED)
        }
        if again >= 0 { close(again) }
        #expect(memory.head.load(as: UInt64.self) == 42)
    }

    @Test func `tables of the whole state copy the texts of changed tasks only, and forget old ones`() throws {
        let cluster = Cluster()
        for task in 1...300 { try cluster.task("received", task, #""name": "t", "args": "(\#(task), 'some text')""#) }
        let store = TaskTableStore(limit: 2, isShared: true)
        let classes = [ViewClass(filter: TaskFilter(), redaction: .none)]
        for round in 1...40 {
            try cluster.task("started", round)
            try cluster.task("received", 300 + round, #""args": "(\#(300 + round), 'more')""#)
            let snapshot = cluster.snapshot()
            let tasks = SharedViews(snapshot, classes, [store]).tasks(for: 0)
            let truth = SharedViews(snapshot, classes, [TaskTableStore(limit: 0)]).tasks(for: 0)
            #expect(tasks.table.shared != nil && truth.table.shared == nil && !tasks.table.isOverfull)
            #expect(texts(tasks) == texts(truth))
        }
    }

    private func texts(_ tasks: SharedTasks) -> [[String?]] {
        UnsafeBufferPointer(start: tasks.table.tasks, count: tasks.table.count).map {
            [$0.uuid.string(), $0.name.string(), $0.state.string(), $0.args.string(), "\($0.revision)"]
        }
    }
}
