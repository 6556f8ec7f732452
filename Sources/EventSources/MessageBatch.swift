// SPDX-License-Identifier: Apache-2.0

/// The messages of one pull: their bytes in one arena, which is reused from batch to batch.
///
/// Confined to the intake thread. What it lends is valid until the next ``append(_:lineNumber:format:)`` or
/// ``removeAll()``.
package final class MessageBatch {
    /// One message: where its bytes lie, and where it came from.
    package struct Message: Sendable {
        /// The first byte, counted from the arena's start.
        package let offset: Int
        /// Bytes, without the line's end.
        package let length: Int
        /// Its line in the recording, from 1; 0 for a broker's messages.
        package let lineNumber: UInt64
        /// What the bytes are.
        package let format: MessageFormat
    }

    /// Bytes that may be read behind every message (simdjson reads that far); behind the last one they are 0.
    package static let padding = 64

    /// The messages, oldest first.
    package private(set) var messages: [Message] = []
    /// Bytes of all messages.
    package private(set) var byteCount = 0

    private var arena: UnsafeMutableRawBufferPointer

    /// Makes an empty batch.
    /// - Parameter capacity: bytes to begin with; the arena grows to what the largest batch needs.
    package init(capacity: Int = 1 << 20) {
        arena = .allocate(byteCount: max(capacity, 0) + Self.padding, alignment: 64)
    }

    deinit { arena.deallocate() }

    /// Whether there is no message.
    package var isEmpty: Bool { messages.isEmpty }

    /// Forgets the messages and keeps the arena.
    package func removeAll() {
        messages.removeAll(keepingCapacity: true)
        byteCount = 0
    }

    /// Copies a message to the end.
    package func append(_ bytes: UnsafeRawBufferPointer, lineNumber: UInt64 = 0, format: MessageFormat) {
        let needed = byteCount + bytes.count + Self.padding
        if needed > arena.count { grow(to: needed) }
        UnsafeMutableRawBufferPointer(rebasing: arena[byteCount...]).copyMemory(from: bytes)
        messages.append(Message(offset: byteCount, length: bytes.count, lineNumber: lineNumber, format: format))
        byteCount += bytes.count
        UnsafeMutableRawBufferPointer(rebasing: arena[byteCount..<byteCount + Self.padding])
            .initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Lends the bytes of one message; ``padding`` more may be read behind them.
    package func withUnsafeBytes<Result>(
        of message: Message,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeRawBufferPointer(rebasing: arena[message.offset..<message.offset + message.length]))
    }

    /// Lends the bytes of all messages, without a gap between them; ``padding`` more may be read behind them.
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
