// SPDX-License-Identifier: Apache-2.0

@testable import EventSources

/// A peer that has sent some bytes, which come in pieces.
final class ScriptedTransport: ByteTransport {
    private let bytes: [UInt8]
    /// Where the pieces end, a piece a read.
    private var ends: ArraySlice<Int>
    private var position = 0
    /// What was written to it.
    var written: [UInt8] = []
    /// The longest room that a read was given.
    var longestRoom = 0

    /// Cuts bytes at random places.
    init(cutting bytes: [UInt8], longest: Int) {
        self.bytes = bytes
        var ends: [Int] = []
        while (ends.last ?? 0) < bytes.count {
            ends.append(min((ends.last ?? 0) + Int.random(in: 1...longest), bytes.count))
        }
        self.ends = ends[...]
    }

    func read(into room: UnsafeMutableRawBufferPointer, timeout: Double) throws(BrokerError) -> Int {
        longestRoom = max(longestRoom, room.count)
        guard let end = ends.first else { throw BrokerError(.connectionLost, "the end") }
        let count = min(end - position, room.count)
        bytes.withUnsafeBytes {
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        if position == end { ends = ends.dropFirst() }
        return count
    }

    func write(_ bytes: [UInt8], timeout: Double) throws(BrokerError) { written += bytes }

    func close() {}
}
