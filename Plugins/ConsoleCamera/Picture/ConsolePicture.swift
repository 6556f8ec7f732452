// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// What the console shows of a snapshot, before anything is drawn.
struct ConsolePicture {
    struct Worker {
        var name: String
        var isOnline: Bool
        var active: Int64?
        var processed: Int64?
        var load: (Double, Double, Double)?
        /// Seconds since its last heartbeat.
        var age: Double?
    }

    /// Tasks of one name, by state.
    struct TaskType {
        /// nil: tasks whose name is unknown.
        var name: String?
        var counts: [String: UInt64]
        var total: UInt64 { counts.values.reduce(0, &+) }
    }

    var cluster = ""
    var takenAt = 0.0
    var isReplay = false
    var eventCount: UInt64 = 0
    /// Since the picture before; nil: this is the first.
    var eventsPerSecond: Double?
    var tasksInMemory: UInt64 = 0
    var workers: [Worker] = []
    /// The most frequent first.
    var types: [TaskType] = []
    /// The newest first.
    var failures: [Failure] = []
    var losses: [(cause: String, count: UInt64)] = []
    var gaps: [(cause: String, from: Double, until: Double?)] = []

    init() {}

    init(_ snapshot: SnapshotView, failures: [Failure], eventsPerSecond: Double?) {
        cluster = snapshot.cluster.map { String($0) } ?? ""
        takenAt = snapshot.takenAt
        isReplay = snapshot.isReplay
        eventCount = snapshot.eventCount
        self.eventsPerSecond = eventsPerSecond
        tasksInMemory = snapshot.tasksInMemory
        workers = snapshot.workers.map { worker in
            Worker(
                name: String(worker.hostname), isOnline: worker.isAlive && !worker.isOffline, active: worker.active,
                processed: worker.processed, load: worker.loadavg,
                age: worker.lastHeartbeat.map { snapshot.takenAt - $0 })
        }
        workers.sort { ($0.isOnline ? 0 : 1, $0.name) < ($1.isOnline ? 0 : 1, $1.name) }
        var byName: [TextView?: [String: UInt64]] = [:]
        for count in snapshot.taskCounts {
            byName[count.name, default: [:]][String(count.state), default: 0] &+= count.count
        }
        types = byName.map { TaskType(name: $0.key.map { String($0) }, counts: $0.value) }
        types.sort { ($1.total, $0.name ?? "") < ($0.total, $1.name ?? "") }
        self.failures = failures
        losses = snapshot.losses.filter { $0.count > 0 }.map { (String($0.cause), $0.count) }
        gaps = snapshot.gaps.map { (String($0.cause), $0.from, $0.until) }
    }

    /// Celery's states in the order of a task's life, then custom ones; only those that some task is in.
    var states: [String] {
        let known = ["PENDING", "RECEIVED", "STARTED", "RETRY", "SUCCESS", "FAILURE", "REVOKED", "REJECTED"]
        let present = Set(types.flatMap { type in type.counts.filter { $0.value > 0 }.keys })
        return known.filter(present.contains) + present.subtracting(known).sorted()
    }
}
