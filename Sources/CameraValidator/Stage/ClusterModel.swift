// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// A cluster that lives on at random: tasks come, change, leave and come again.
struct ClusterModel {
    private struct Task {
        var uuid: String
        var state: Int
        var revision: UInt64
    }

    private struct Departure {
        var task: Task
        var revision: UInt64
        var reason: UInt32
    }

    private static let states = ["PENDING", "RECEIVED", "STARTED", "SUCCESS", "FAILURE", "RETRY", "REVOKED"]

    private(set) var revision: UInt64 = 0
    private var tasks: [Task] = []
    private var departed: [Departure] = []
    private let workers = ["celery@shop-1", "celery@shop-2"]
    private var sequence: UInt64 = 0

    /// Lets so much happen.
    mutating func advance(_ events: Int, _ random: inout SeededGenerator) {
        for _ in 0..<events {
            revision += 1
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4: tasks.append(Task(uuid: random.uuid(), state: 0, revision: revision))
            case 4 where !departed.isEmpty: comeAgain(&random)
            case 5 where tasks.count > 1: leave(&random)
            default: change(&random)
            }
        }
    }

    private mutating func change(_ random: inout SeededGenerator) {
        guard !tasks.isEmpty else { return }
        let index = Int.random(in: tasks.indices, using: &random)
        tasks[index].state = Int.random(in: Self.states.indices, using: &random)
        tasks[index].revision = revision
    }

    private mutating func leave(_ random: inout SeededGenerator) {
        let task = tasks.remove(at: Int.random(in: tasks.indices, using: &random))
        // An earlier departure of the same task is part of this one.
        departed.removeAll { $0.task.uuid == task.uuid }
        departed.append(Departure(task: task, revision: revision, reason: UInt32.random(in: 1...3, using: &random)))
        if departed.count > 512 { departed.removeFirst() }
    }

    private mutating func comeAgain(_ random: inout SeededGenerator) {
        let task = departed[Int.random(in: departed.indices, using: &random)].task
        guard !tasks.contains(where: { $0.uuid == task.uuid }) else { return }
        tasks.append(Task(uuid: task.uuid, state: 0, revision: revision))
    }

    /// What is new since a revision.
    mutating func draft(_ layout: StageLayout, wants: SnapshotWants, since base: UInt64) -> SnapshotDraft {
        sequence += 1
        let draft = SnapshotDraft(layout, wants: wants, sequence: sequence, base: base, revision: revision)
        var texts: [String: evcam_string] = [:]
        func id(_ uuid: String) -> evcam_string {
            if let found = texts[uuid] { return found }
            let made = draft.memory.text(uuid)
            texts[uuid] = made
            return made
        }
        func row(_ task: Task) -> evcam_task {
            draft.task(id(task.uuid), revision: task.revision, state: Self.states[task.state])
        }
        draft.changed = tasks.filter { $0.revision > base }.map(row)
        for departure in departed where departure.revision > base {
            draft.removed.append(
                draft.gone(id(departure.task.uuid), revision: departure.revision, reason: departure.reason))
            guard departure.task.revision > base, !tasks.contains(where: { $0.uuid == departure.task.uuid }) else {
                continue
            }
            var last = row(departure.task)
            last.flags |= EVCAM_TASK_REMOVED
            draft.changed.append(last)
        }
        draft.changed.sort { $0.revision < $1.revision }
        if wants.contains(.tasks) { draft.tasks = tasks.map(row) }
        draft.workers = workers.map { draft.worker(draft.text($0), revision: revision) }
        return draft
    }
}
