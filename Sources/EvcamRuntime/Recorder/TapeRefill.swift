// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources
import Logging
import Threads

/// Fills a hole in what cameras have: the tape's end is played to them again, in its own epoch and with its own
/// revisions, so that what they do have stays what it is.
///
/// Another evcam may go on recording on the tape.
final class TapeRefill {
    private let reader: TapeReader
    private let since: Double

    /// Opens a tape.
    /// - Throws: ``SourceError``.
    init(path: String, last: Duration, losses: Losses) throws(SourceError) {
        since = WallClock.now - last / .seconds(1)
        reader = try TapeReader(path: path, since: since, isWhole: true) { losses.note($0, $1) }
    }

    /// The tape from there on.
    var source: any EventSource { reader }

    /// Brings the state to the time from which on cameras get everything; before they are started.
    func begin(_ recording: Recording, cameras: Int, _ receiver: inout EventReceiver) throws {
        let state = recording.state
        var clock = receiver
        var cursor: UInt64?
        let intake = recording.intake { [since] batch in
            clock.receive(batch)
            let start = cursor == nil ? (0..<batch.count).first { batch[$0].received >= since } ?? batch.count : 0
            state.apply(batch[0..<start])
            if cursor == nil, start < batch.count { cursor = state.revision }
            state.apply(batch[start..<batch.count])
        }
        let batch = MessageBatch()
        while cursor == nil,
            case .messages = try reader.receive(into: batch, maxMessages: 1024, maxBytes: 1 << 20, timeout: nil)
        {
            if let base = reader.baseRevision { state.resume(behind: base) }
            intake.decode(batch, from: reader.name) { state.clear(ready: true) }
        }
        receiver = clock
        _ = state.takeDriftWarnings()
        recording.resume(epoch: reader.epoch, cursors: Array(repeating: cursor ?? state.revision, count: cameras))
    }
}
