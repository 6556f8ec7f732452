// SPDX-License-Identifier: Apache-2.0

/// Bytes that grow up to a limit; their memory is kept for the next message.
///
/// Confined to the decoder's thread.
final class BoundedBuffer {
    /// More bytes than this are refused.
    let limit: Int
    /// Bytes in use.
    private(set) var count = 0

    private var memory: UnsafeMutableRawBufferPointer
    /// What is kept between messages; one hostile message must not keep its megabytes for ever.
    private static let usual = 1 << 20

    /// Makes an empty one.
    init(limit: Int) {
        self.limit = limit
        memory = .allocate(byteCount: EventDecoder.padding, alignment: 16)
    }

    deinit { memory.deallocate() }

    /// The bytes in use.
    ///
    /// ``EventDecoder/padding`` more may be read behind them. Valid until the buffer changes.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    /// The unused memory, at least as much as was reserved last.
    var room: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: memory[count..<memory.count - EventDecoder.padding])
    }

    /// Forgets the bytes, and lets go of memory that is far more than usual.
    func removeAll() {
        count = 0
        guard memory.count > Self.usual + EventDecoder.padding else { return }
        memory.deallocate()
        memory = .allocate(byteCount: EventDecoder.padding, alignment: 16)
    }

    /// Sees to it that there is room for so many more bytes.
    /// - Throws: ``EventDecodingError/unpacksTooLarge(limit:)``.
    @inline(__always)
    func reserve(_ more: Int) throws(EventDecodingError) {
        if count + more + EventDecoder.padding > memory.count { try grow(more) }
    }

    /// Takes so many bytes of the room into use.
    func commit(_ more: Int) { count += more }

    /// Adds one byte.
    @inline(__always)
    func append(_ byte: UInt8) throws(EventDecodingError) {
        try reserve(1)
        memory[count] = byte
        count += 1
    }

    /// Adds bytes.
    func append(_ bytes: UnsafeRawBufferPointer) throws(EventDecodingError) {
        try reserve(bytes.count)
        room.copyMemory(from: bytes)
        count += bytes.count
    }

    /// Adds bytes with a quote before and behind them.
    func append(quoted bytes: UnsafeRawBufferPointer) throws(EventDecodingError) {
        try reserve(bytes.count + 2)
        memory[count] = UInt8(ascii: "\"")
        UnsafeMutableRawBufferPointer(rebasing: memory[(count + 1)...]).copyMemory(from: bytes)
        count += bytes.count + 2
        memory[count - 1] = UInt8(ascii: "\"")
    }

    /// Adds a text that the program knows.
    func append(_ text: StaticString) throws(EventDecodingError) {
        try append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private func grow(_ more: Int) throws(EventDecodingError) {
        guard count + more <= limit else { throw .unpacksTooLarge(limit: limit) }
        let capacity = min(limit, max(count + more, 2 * count, 16 << 10))
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + EventDecoder.padding, alignment: 16)
        larger.copyMemory(from: bytes)
        memory.deallocate()
        memory = larger
    }
}
