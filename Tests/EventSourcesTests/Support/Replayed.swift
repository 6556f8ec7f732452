// SPDX-License-Identifier: Apache-2.0

import EventSources

/// What a recording brought, read to its end.
struct Replayed {
    /// The lines with their numbers.
    var lines: [String] = []
    var reports: [String] = []
    var losses: [SourceLoss: UInt64] = [:]
    var batchSizes: [Int] = []

    init(_ path: String, lineLimit: Int = 100, readSize: Int = 64, maxMessages: Int = 256, maxBytes: Int = 1 << 20)
        throws
    {
        var reports: [String] = []
        let source = try ReplaySource(path: path, lineLimit: lineLimit, readSize: readSize) { reports.append($1) }
        let batch = MessageBatch(capacity: 16)
        while try source.receive(into: batch, maxMessages: maxMessages, maxBytes: maxBytes) == .messages {
            batchSizes.append(batch.messages.count)
            lines += batch.messages.map { message in
                batch.withUnsafeBytes(of: message) { "\(message.lineNumber):" + String(decoding: $0, as: UTF8.self) }
            }
        }
        self.reports = reports
        losses = source.losses
    }
}
