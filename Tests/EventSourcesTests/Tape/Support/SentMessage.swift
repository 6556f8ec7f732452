// SPDX-License-Identifier: Apache-2.0

import EventSources

/// A message as a broker's source delivers it.
struct SentMessage {
    var body: [UInt8]
    var received = 1_795_415_286.924266
    var routingKey: [UInt8] = Array("task.multi".utf8)
    var contentType: [UInt8] = Array("application/json".utf8)
    var compression: [UInt8] = []
    var flags: MessageFlags = []

    init(_ body: some Sequence<UInt8>, _ change: (inout SentMessage) -> Void = { _ in }) {
        self.body = Array(body)
        change(&self)
    }

    init(_ body: String, _ change: (inout SentMessage) -> Void = { _ in }) { self.init(body.utf8, change) }

    /// Puts it into a batch.
    func append(to batch: MessageBatch) {
        func copy(_ bytes: [UInt8]) -> MessageBatch.Slice { bytes.withUnsafeBytes { batch.copy($0) } }
        var message = MessageBatch.Message(bytes: copy(body), format: .body)
        message.received = received
        message.routingKey = copy(routingKey)
        message.contentType = copy(contentType)
        message.compression = copy(compression)
        message.flags = flags
        batch.messages.append(message)
    }
}

extension Tape {
    /// Writes messages as one group, each of one event.
    func write(_ messages: [SentMessage], isDecodable: Bool = true) {
        append(messages, isDecodable: isDecodable)
        commit(revision: revision + UInt64(messages.count))
    }

    /// Adds messages to the group.
    func append(_ messages: [SentMessage], isDecodable: Bool = true) {
        let batch = MessageBatch()
        for message in messages { message.append(to: batch) }
        for message in batch.messages { append(message, of: batch, isDecodable: isDecodable) }
    }

    /// Writes a group of that many numbered messages.
    func writeNumbered(_ count: Int) {
        let numbers = revision + 1..<revision + 1 + UInt64(count)
        write(numbers.map { SentMessage("{\"n\":\($0)}") })
    }
}
