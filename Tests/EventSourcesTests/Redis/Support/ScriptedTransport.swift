// SPDX-License-Identifier: Apache-2.0

@testable import EventSources

/// A peer that has sent some bytes, which come in pieces.
final class ScriptedTransport: ByteTransport {
    /// What is still to come, a piece a read.
    var pieces: [[UInt8]]
    /// What was written to it.
    var written: [UInt8] = []
    /// The longest room that a read was given.
    var longestRoom = 0

    init(_ pieces: [[UInt8]]) { self.pieces = pieces }

    /// Cuts bytes at random places.
    convenience init(cutting bytes: [UInt8], longest: Int) {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...longest))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        self.init(pieces)
    }

    func read(into room: UnsafeMutableRawBufferPointer, timeout: Double) throws(BrokerError) -> Int {
        longestRoom = max(longestRoom, room.count)
        guard !pieces.isEmpty else { throw BrokerError(.connectionLost, "the end") }
        let piece = pieces.removeFirst()
        let count = min(piece.count, room.count)
        room.copyBytes(from: piece.prefix(count))
        if count < piece.count { pieces.insert(Array(piece.dropFirst(count)), at: 0) }
        return count
    }

    func write(_ bytes: [UInt8], timeout: Double) throws(BrokerError) { written += bytes }

    func close() {}
}
