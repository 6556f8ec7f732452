// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources

/// A recording, read in pieces as the intake thread gets them; only what is done with the pieces is timed.
struct Recording {
    let path: String

    /// Feeds every line to the decoder and returns the CPU seconds that took.
    func feed(_ decoder: EventDecoder) throws -> Double {
        let source = try ReplaySource(path: path) { _, _ in }
        let batch = MessageBatch()
        var seconds = 0.0
        while try source.receive(into: batch, maxMessages: 256, maxBytes: 1 << 20) == .messages {
            let start = Clock.cpu
            for message in batch.messages {
                try batch.withUnsafeBytes(of: message) { _ = try decoder.decodeRecordingLine($0) }
            }
            decoder.flush()
            seconds += Clock.cpu - start
        }
        return seconds
    }
}
