// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState

/// How long a snapshot stops intake, and what the writer pays afterwards for the pages it has to copy.
struct PauseBenchmark {
    let tasks: Int

    func run() {
        let state = ClusterState(limits: Limits(maxTasks: tasks), cameras: 1)
        let writer = TaskWriter(state)
        for task in 0..<tasks { writer.receive(task) }
        writer.flush()
        for percent in [1, 10, 100] {
            let changes = max(tasks * percent / 100, 1)
            var pauses: [Double] = []
            var alone: [Double] = []
            var copying: [Double] = []
            for _ in 0..<max(5, min(50, 2_000_000 / changes)) {
                alone.append(writer.start(changes, of: tasks))
                let start = Clock.wall
                let snapshot = state.snapshot(at: 0)
                pauses.append(Clock.wall - start)
                // A camera holds the picture while the same tasks change again.
                copying.append(withExtendedLifetime(snapshot) { writer.start(changes, of: tasks) })
                state.settle(camera: 0, outstanding: nil)
                state.advance(camera: 0, to: snapshot.revision)
            }
            report("pause_\(percent)_ms", pauses.median * 1e3)
            report("pause_\(percent)_worst_ms", (pauses.max() ?? .nan) * 1e3)
            report("copies_\(percent)_ms", max(copying.median - alone.median, 0) * 1e3)
        }
    }
}

/// Makes events of numbered tasks.
final class TaskWriter {
    private let intake: Intake
    private var buffer: [UInt8] = []
    private var clock = 0

    init(_ state: ClusterState) {
        intake = Intake(state)
    }

    /// A task of 330 bytes of text.
    func receive(_ task: Int) {
        let text = String(repeating: "x", count: 110)
        send(
            task, "task-received",
            #""name": "proj.work", "args": "\#(text)", "kwargs": "\#(text)", "result": "\#(text)", "#)
    }

    /// Starts tasks spread evenly over all; returns the CPU seconds that took.
    func start(_ changes: Int, of tasks: Int) -> Double {
        let start = Clock.cpu
        for change in 0..<changes { send(change * tasks / changes, "task-started", "") }
        flush()
        return Clock.cpu - start
    }

    func flush() { intake.decoder.flush() }

    private func send(_ task: Int, _ type: String, _ more: String) {
        clock += 1
        let digits = String(task, radix: 16)
        let uuid = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        buffer.removeAll(keepingCapacity: true)
        let sender = #""hostname": "celery@worker", "utcoffset": 0, "pid": 1, "clock": \#(clock)"#
        let event = #"{\#(sender), "uuid": "\#(uuid)", \#(more)"timestamp": \#(clock), "type": "\#(type)"}"#
        buffer.append(contentsOf: event.utf8)
        let count = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: EventDecoder.padding))
        buffer.withUnsafeBytes { bytes in
            let body = UnsafeRawBufferPointer(rebasing: bytes[..<count])
            _ = try? intake.decoder.decodeBody(body, received: Double(clock))
        }
    }
}
