// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

/// The costly parts of a snapshot's picture, each made by the first lane that wants it, on that lane's
/// thread, and shared by all lanes of the same class.
final class SharedViews: Sendable {
    private let snapshot: Snapshot
    private let classes: [ViewClass]
    private let stores: [TaskTableStore]
    private let tasks: [Once<SharedTasks>]
    private let taskCounts: [Once<[evcam_task_count]>]
    private let counters = Once<[evcam_counter]>()

    init(_ snapshot: Snapshot, _ classes: [ViewClass], _ stores: [TaskTableStore]) {
        self.snapshot = snapshot
        self.classes = classes
        self.stores = stores
        tasks = classes.map { _ in Once() }
        taskCounts = classes.map { _ in Once() }
    }

    /// All tasks in memory that a class sees, in order of slots.
    func tasks(for index: Int) -> SharedTasks {
        tasks[index].value {
            let table = stores[index].take()
            StateWriter(snapshot, classes[index], into: table).write()
            return SharedTasks(table, stores[index])
        }
    }

    /// How many of the tasks that a class sees are in each state, by name; sorted by name and state.
    func taskCounts(for index: Int) -> [evcam_task_count] {
        taskCounts[index].value {
            var filter = FilteredSnapshot(snapshot, classes[index].filter)
            let isOpen = classes[index].filter.isOpen
            let counts = snapshot.taskCounts { isOpen || filter.admits($0) }
            let order = TextOrder(Set(counts.flatMap { [$0.name, $0.state] }), in: snapshot)
            return counts.sorted { (order[$0.name], order[$0.state]) < (order[$1.name], order[$1.state]) }
                .map {
                    evcam_task_count(
                        name: snapshot.string($0.name), state: snapshot.string($0.state), count: $0.count)
                }
        }
    }

    /// The event counters, sorted by type, task and host.
    func eventCounters() -> [evcam_counter] {
        counters.value {
            var counters: [(type: TextID, task: TextID, host: TextID, count: UInt64)] = []
            var ids: Set<TextID> = []
            snapshot.forEachCounter { type, task, host, count in
                counters.append((type, task, host, count))
                ids.formUnion([type, task, host])
            }
            let order = TextOrder(ids, in: snapshot)
            counters.sort {
                (order[$0.type], order[$0.task], order[$0.host]) < (order[$1.type], order[$1.task], order[$1.host])
            }
            return counters.map {
                evcam_counter(
                    type: snapshot.string($0.type), task: snapshot.string($0.task), hostname: snapshot.string($0.host),
                    count: $0.count
                )
            }
        }
    }
}
