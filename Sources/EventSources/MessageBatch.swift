// SPDX-License-Identifier: Apache-2.0

/// The messages of one pull: their bytes in one arena, which is reused from batch to batch.
///
/// Used by one thread at a time. What it lends is valid until the next call that changes it.
package final class MessageBatch {
    /// A part of the arena.
    package struct Slice: Hashable, Sendable {
        /// The first byte, counted from the arena's start.
        package var offset: Int
        /// Bytes.
        package var length: Int

        /// A part; nothing if not said otherwise.
        package init(offset: Int = 0, length: Int = 0) {
            self.offset = offset
            self.length = length
        }
    }

    /// One message: where its bytes lie, and where it came from.
    package struct Message: Sendable {
        /// The body, or the line without its end.
        package var bytes: Slice
        /// What the bytes are.
        package var format: MessageFormat
        /// What the broker said of it.
        package var flags: MessageFlags = []
        /// Its line in the recording, from 1; 0 for a broker's messages.
        package var lineNumber: UInt64 = 0
        /// When it was taken off the broker, UNIX seconds; NaN in recordings, whose lines say it.
        package var received = Double.nan
        /// The broker's number of the delivery in its connection; 0: it wants no acknowledgement.
        package var tag: UInt64 = 0
        /// What follows is empty in recordings, whose lines say it, and where the sender did not say it.
        package var routingKey = Slice()
        /// How the body is serialised, such as `application/json`.
        package var contentType = Slice()
        /// How it is compressed; empty: it is not.
        package var compression = Slice()
        /// The header `hostname`: the sender's node name.
        package var sender = Slice()

        /// A message without labels.
        package init(bytes: Slice, format: MessageFormat) {
            self.bytes = bytes
            self.format = format
        }
    }

    /// Bytes that may be read behind every message (simdjson reads that far); behind the last one they are 0.
    package static let padding = 64

    /// The messages, oldest first.
    package var messages: [Message] = []
    /// Bytes of the arena that are in use.
    package private(set) var byteCount = 0

    private var arena: UnsafeMutableRawBufferPointer

    /// Makes an empty batch.
    /// - Parameter capacity: bytes to begin with; the arena grows to what the largest batch needs.
    package init(capacity: Int = 1 << 20) {
        arena = .allocate(byteCount: max(capacity, 0) + Self.padding, alignment: 64)
    }

    deinit { arena.deallocate() }

    /// Bytes that fit without growing.
    package var capacity: Int { arena.count - Self.padding }

    /// Bytes of memory that its contents take.
    package var footprint: Int { byteCount + messages.count * MemoryLayout<Message>.stride }

    /// Whether there is no message.
    package var isEmpty: Bool { messages.isEmpty }

    /// Forgets the messages and keeps the arena.
    package func removeAll() {
        messages.removeAll(keepingCapacity: true)
        byteCount = 0
    }

    /// Copies a recording's line to the end.
    package func append(_ bytes: UnsafeRawBufferPointer, lineNumber: UInt64 = 0, format: MessageFormat) {
        var message = Message(bytes: copy(bytes), format: format)
        message.lineNumber = lineNumber
        messages.append(message)
    }

    /// Copies bytes into the arena: a body or a label of a message that is appended afterwards.
    package func copy(_ bytes: UnsafeRawBufferPointer) -> Slice {
        let room = reserve(bytes.count)
        room.copyMemory(from: bytes)
        defer { commit(bytes.count) }
        return Slice(offset: byteCount, length: bytes.count)
    }

    /// Lends room for at least that many bytes behind those in use, to read into; nothing else may be done with
    /// the batch until ``commit(_:)``.
    package func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let needed = byteCount + count + Self.padding
        if needed > arena.count { grow(to: needed) }
        return UnsafeMutableRawBufferPointer(rebasing: arena[byteCount..<arena.count - Self.padding])
    }

    /// Takes so many bytes of the room into use.
    package func commit(_ count: Int) {
        byteCount += count
        UnsafeMutableRawBufferPointer(rebasing: arena[byteCount..<byteCount + Self.padding])
            .initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Gives the last bytes in use back.
    package func removeLast(_ count: Int) {
        byteCount -= min(count, byteCount)
        commit(0)
    }

    /// Swaps the contents of two batches, without copying them.
    package func exchange(with other: MessageBatch) {
        swap(&messages, &other.messages)
        swap(&byteCount, &other.byteCount)
        swap(&arena, &other.arena)
    }

    /// Lends the bytes of one message; ``padding`` more may be read behind them.
    package func withUnsafeBytes<Result>(
        of message: Message,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try body(self[message.bytes])
    }

    /// The bytes there; ``padding`` more may be read behind them.
    ///
    /// Valid until the batch changes.
    package subscript(_ slice: Slice) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: arena[slice.offset..<slice.offset + slice.length])
    }

    /// The bytes there, to be changed in place.
    ///
    /// Valid until the batch changes otherwise.
    package func mutableBytes(_ slice: Slice) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: arena[slice.offset..<slice.offset + slice.length])
    }

    /// The text there; what is not UTF-8 is replaced.
    package func text(_ slice: Slice) -> String { String(decoding: self[slice], as: UTF8.self) }

    /// Lends all bytes in use; ``padding`` more may be read behind them.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(rebasing: arena[..<byteCount]))
    }

    private func grow(to needed: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(needed, arena.count * 2), alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: arena[..<byteCount]))
        arena.deallocate()
        arena = larger
    }
}
