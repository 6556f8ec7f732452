// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState
import EventSources

/// Decode and apply a recording on one core, from memory: what the intake thread does all day.
///
/// And what the state that comes of it weighs.
struct IntakeBenchmark {
    let path: String
    let maxTasks: Int
    let passes: Int

    func run() throws {
        var decoding: [Double] = []
        var both: [Double] = []
        for pass in 1...passes {
            var events = 0
            let seconds = try Recording(path: path).feed(EventDecoder { events += $0.count })
            decoding.append(seconds / Double(events))

            let state = ClusterState(limits: Limits(maxTasks: maxTasks))
            let intake = Intake(state)
            both.append(try Recording(path: path).feed(intake.decoder) / Double(state.eventCount))
            if pass == passes { weigh(state) }
        }
        report("decode_ns", decoding.median * 1e9)
        report("intake_ns", both.median * 1e9)
        report("events_per_second", 1 / both.median)
    }

    /// Bytes of each task in the state: text, and all that grows with tasks.
    private func weigh(_ state: ClusterState) {
        let use = state.memoryUse
        let tasks = Double(max(state.taskCount, 1))
        var text = 0
        state.snapshot(at: 0).forEachTask { task in
            task.forEachPart { part in
                if case .value(_, .string(let bytes)) = part { text += bytes.count }
                if case .attribute(_, .string(let bytes)) = part { text += bytes.count }
            }
        }
        report("events", Double(state.eventCount))
        report("tasks", tasks)
        let parts: [(String, Int)] = [
            ("text", text), ("payload", use.payload), ("reserved", use.payloadReserved), ("pages", use.pages),
            ("index", use.taskIndex), ("recency", use.recency), ("order", use.timeOrder), ("kinship", use.kinship),
            ("tables", use.tables), ("total", use.total),
        ]
        for (name, bytes) in parts { report("bytes_\(name)", Double(bytes) / tasks) }
    }
}

/// A state with what stands before it.
final class Intake {
    let decoder: EventDecoder

    init(_ state: ClusterState, localize: Bool = false) {
        var receiver = EventReceiver(localize: localize)
        decoder = EventDecoder { batch in
            receiver.receive(batch)
            state.apply(batch)
        }
    }
}
