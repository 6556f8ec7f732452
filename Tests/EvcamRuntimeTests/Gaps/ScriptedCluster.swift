// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState

/// A cluster that sends what Celery's workers send, and counts what does not arrive.
final class ScriptedCluster {
    let state: ClusterState
    /// UNIX seconds.
    var now = 1_700_000_000.0
    /// Whether messages arrive; else they are missed.
    var isConnected = true
    /// While connected: whether a message is dropped.
    var isDropped: () -> Bool = { false }
    /// Events that did not arrive.
    private(set) var missed: UInt64 = 0
    /// `task-started` events among them.
    private(set) var missedStarts: UInt64 = 0
    private(set) var workers: [ScriptedWorker] = []

    private var receiver = EventReceiver(localize: false)
    private lazy var decoder = EventDecoder { [unowned self] batch in
        receiver.receive(batch)
        state.apply(batch)
    }

    init(limits: Limits = Limits()) {
        state = ClusterState(limits: limits)
    }

    /// Starts a worker.
    func worker(_ name: String = "w1@h", pid: Int = 100, freq: Double = 2) -> ScriptedWorker {
        let worker = ScriptedWorker(name, pid: pid, freq: freq, in: self)
        workers.append(worker)
        return worker
    }

    /// Forgets a worker: it is dead.
    func kill(_ worker: ScriptedWorker) { workers.removeAll { $0 === worker } }

    /// Sends a message of some events; other workers hear worker events (gossip).
    func publish(_ events: [String], starts: Int = 0, isWorkerEvent: Bool, from sender: ScriptedWorker) throws {
        if isConnected, !isDropped() {
            let body = Array((isWorkerEvent ? events[0] : "[\(events.joined(separator: ", "))]").utf8)
            try (body + [UInt8](repeating: 0, count: EventDecoder.padding)).withUnsafeBytes {
                _ = try decoder.decodeBody(UnsafeRawBufferPointer(rebasing: $0[..<body.count]), received: now)
            }
            decoder.flush()
        } else {
            missed += UInt64(events.count)
            missedStarts += UInt64(starts)
        }
        guard isWorkerEvent, sender.gossips else { return }
        for worker in workers where worker.gossips { worker.hear(sender) }
    }
}

/// A worker's main process: a Lamport clock, a count of accepted tasks, and task events that wait for the loop's turn.
final class ScriptedWorker {
    let name: String
    let pid: Int
    let freq: Double
    /// Whether it hears the others.
    var gossips = false
    /// Whether it sends task events.
    var isEnabled = true
    var clock = 0
    private(set) var processed = 0
    private unowned let cluster: ScriptedCluster
    private var gathered: [String] = []
    private var gatheredStarts = 0
    private var tasks = 0
    private var waiting: [String] = []
    private var running: [String] = []

    init(_ name: String, pid: Int, freq: Double, in cluster: ScriptedCluster) {
        self.name = name
        self.pid = pid
        self.freq = freq
        self.cluster = cluster
    }

    private func event(_ type: String, _ more: String) -> String {
        clock += 1
        return """
            {"type": "\(type)", "hostname": "\(name)", "pid": \(pid), "clock": \(clock), "utcoffset": 0, \
            "timestamp": \(cluster.now)\(more)}
            """
    }

    /// Sends a worker event, ahead of what is gathered.
    func beat(_ subject: String = "heartbeat") throws {
        let event = event("worker-\(subject)", #", "freq": \#(freq), "active": 0, "processed": \#(processed)"#)
        try cluster.publish([event], isWorkerEvent: true, from: self)
    }

    /// Another worker's event, or its own, reaches it.
    func hear(_ other: ScriptedWorker) { clock = other === self ? clock + 1 : max(clock, other.clock) + 1 }

    private func gather(_ subject: String, _ task: String, _ more: String = "") throws {
        gathered.append(event("task-\(subject)", #", "uuid": "\#(task)"\#(more)"#))
        if subject == "started" { gatheredStarts += 1 }
        if gathered.count == 24 { try turn() }
    }

    /// The loop's turn: what is gathered goes.
    func turn() throws {
        guard !gathered.isEmpty else { return }
        let (events, starts) = (gathered, gatheredStarts)
        gathered = []
        gatheredStarts = 0
        try cluster.publish(events, starts: starts, isWorkerEvent: false, from: self)
    }

    /// Receives a task, and leaves it waiting.
    func receive() throws {
        tasks += 1
        let task = "\(name)-\(pid)-\(tasks)"
        waiting.append(task)
        if isEnabled { try gather("received", task, #", "name": "t.add""#) }
    }

    /// Starts the task that has waited longest.
    func startReceived() throws {
        guard !waiting.isEmpty else { return }
        let task = waiting.removeFirst()
        processed += 1
        running.append(task)
        if isEnabled { try gather("started", task) }
    }

    /// Receives and starts a task; `isSilent`: one with `send_events=False`.
    func start(isSilent: Bool = false) throws {
        if isSilent {
            processed += 1
        } else {
            try receive()
            try startReceived()
        }
    }

    /// Ends the task that has run longest.
    func end() throws {
        guard !running.isEmpty else { return }
        let task = running.removeFirst()
        if isEnabled { try gather("succeeded", task, #", "runtime": 0.001, "result": "4""#) }
    }

    /// Tasks from their arrival to their end, and the loop's turn.
    func work(_ count: Int = 1, isSilent: Bool = false) throws {
        for _ in 0..<count {
            try start(isSilent: isSilent)
            if !isSilent { try end() }
        }
        try turn()
    }
}
