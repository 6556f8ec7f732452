// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import ClusterState

/// A state that is fed with JSON.
final class Cluster {
    let state: ClusterState
    private let receiver: Receiver
    private let decoder: EventDecoder
    private var last = 1_000.0

    private final class Receiver {
        var celery: EventReceiver?

        func receive(_ batch: EventBatch) {
            if celery?.receive(batch) != nil { return }
            // Received already, somewhere else: clock and timestamp are the event's own.
            for index in 0..<batch.count {
                let event = batch[index]
                event.clock = event[.clock]?.asInteger ?? 0
                event.timestamp = event[.timestamp]?.asDouble ?? .nan
                event.faults = []
            }
        }
    }

    /// Makes an empty state; with `isReceived`, clocks and timestamps are left as the events bring them.
    init(
        limits: Limits = Limits(), celeryExact: Bool = false, cameras: Int = 0, interest: CameraInterest? = nil,
        isReceived: Bool = false
    ) {
        let state = ClusterState(limits: limits, celeryExact: celeryExact, cameras: cameras, interest: interest)
        let receiver = Receiver()
        if !isReceived { receiver.celery = EventReceiver(localize: celeryExact, celeryExact: celeryExact) }
        self.state = state
        self.receiver = receiver
        decoder = EventDecoder { batch in
            receiver.receive(batch)
            state.apply(batch)
        }
    }

    /// Applies a message.
    func apply(_ body: String, received: Double? = nil) throws {
        let bytes = Array(body.utf8)
        if let received { last = received }
        try (bytes + [UInt8](repeating: 0, count: EventDecoder.padding)).withUnsafeBytes {
            _ = try decoder.decodeBody(UnsafeRawBufferPointer(rebasing: $0[..<bytes.count]), received: last)
        }
        decoder.flush()
    }

    /// Applies a task event of one attribute list: `task("sent", "u1", #""name": "n""#)`.
    func task(
        _ subject: String, _ uuid: String, _ more: String = "", host: String = "w@h", clock: Int = 1,
        at timestamp: Double = 1_000, received: Double? = nil
    ) throws {
        try apply(
            """
            {"type": "task-\(subject)", "uuid": "\(uuid)", "hostname": "\(host)", "clock": \(clock), \
            "timestamp": \(timestamp)\(more.isEmpty ? "" : ", " + more)}
            """, received: received ?? timestamp)
    }

    /// Applies a worker event.
    func worker(
        _ subject: String, _ host: String = "w@h", _ more: String = "", at timestamp: Double = 1_000,
        received: Double? = nil
    ) throws {
        try apply(
            """
            {"type": "worker-\(subject)", "hostname": "\(host)", "clock": 1, \
            "timestamp": \(timestamp)\(more.isEmpty ? "" : ", " + more)}
            """, received: received ?? timestamp)
    }

    /// The uuids in the order of the cache, oldest first.
    var uuids: [String] {
        var found: [String] = []
        state.forEachTask { found.append($0.uuid) }
        return found
    }

    /// The uuids in the order of time, latest first.
    var byTime: [String] {
        var found: [String] = []
        state.forEachTaskByTime { found.append($0.uuid) }
        return found
    }

    /// Node names, oldest first.
    var hosts: [String] {
        var found: [String] = []
        state.forEachWorker { found.append(String(decoding: $0.text($0.hostname), as: UTF8.self)) }
        return found
    }

    /// What the state says of a task.
    func content(_ uuid: String) -> TaskContent? {
        var found: TaskContent?
        state.forEachTask { if $0.uuid == uuid { found = TaskContent($0) } }
        return found
    }

    /// A worker's heartbeats.
    func heartbeats(_ host: String = "w@h") -> [Double]? {
        var found: [Double]?
        state.forEachWorker { worker in
            guard Array(worker.text(worker.hostname)) == Array(host.utf8) else { return }
            found = (0..<worker.heartbeatCount).map { worker.heartbeat($0) }
        }
        return found
    }
}
