// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState
import EventSources
import Glibc

/// Decode and apply a recording on one core, from memory: what the intake thread does all day.
struct IntakeBenchmark {
    let path: String
    let maxTasks: Int
    let exact: Bool
    var decodeOnly = false

    /// Returns the figures of one pass: events, CPU seconds, the state.
    func run() throws -> (events: UInt64, seconds: Double, applying: Double, state: ClusterState) {
        let state = ClusterState(limits: Limits(maxTasks: maxTasks), celeryExact: exact)
        var receiver = EventReceiver(localize: exact)
        var applying = 0.0
        let decoder = EventDecoder { batch in
            if decodeOnly { return }
            let start = CPUTime.now
            receiver.receive(batch)
            state.apply(batch)
            applying += CPUTime.now - start
        }
        let source = try ReplaySource(path: path) { _, _ in }
        let batch = MessageBatch()
        var seconds = 0.0
        while try source.receive(into: batch, maxMessages: 256, maxBytes: 1 << 20) == .messages {
            let start = CPUTime.now
            for message in batch.messages {
                try batch.withUnsafeBytes(of: message) { _ = try decoder.decodeRecordingLine($0) }
            }
            decoder.flush()
            seconds += CPUTime.now - start
        }
        return (state.eventCount, seconds, applying, state)
    }
}

/// CPU seconds of this thread: the machine may be busy with other things.
enum CPUTime {
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
