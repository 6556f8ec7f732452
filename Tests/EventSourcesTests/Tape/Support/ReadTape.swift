// SPDX-License-Identifier: Apache-2.0

import EventSources
import Glibc

/// What a reader delivered, read until it had no more.
struct ReadTape {
    /// Lines as they stand on the tape; "clear" for a clearing.
    var lines: [String] = []
    /// When the clearings were.
    var clearings: [Double] = []
    /// The line number of each.
    var numbers: [UInt64] = []
    /// ``TapeReader/baseRevision`` and ``TapeReader/revision`` of each batch.
    var batches: [(base: UInt64?, revision: UInt64?, count: Int)] = []
    var losses: [SourceLoss: UInt64]
    var missing: UInt64

    init(_ reader: TapeReader, maxMessages: Int = 1024, maxBytes: Int = 1 << 20) throws {
        let batch = MessageBatch(capacity: 16)
        while try reader.receive(into: batch, maxMessages: maxMessages, maxBytes: maxBytes) == .messages {
            batches.append((reader.baseRevision, reader.revision, batch.messages.count))
            for message in batch.messages {
                lines.append(message.format == .clear ? "clear" : batch.text(message.bytes))
                numbers.append(message.lineNumber)
                if message.format == .clear { clearings.append(message.received) }
            }
        }
        losses = reader.losses
        missing = reader.missingRevisions
    }

    /// The numbers in the bodies of numbered messages; -1 for others.
    var bodies: [Int] {
        lines.map { line in
            line.withCString { strstr($0, "\"n\":").map { atol($0 + 4) } ?? -1 }
        }
    }
}
