// SPDX-License-Identifier: Apache-2.0

/// Takes one kind of compressed data apart, piece by piece, so that nothing larger than what there is room for
/// is ever made.
protocol Inflater: AnyObject {
    /// Starts with another stream.
    /// - Returns: false if the library has no memory left.
    func begin() -> Bool

    /// Inflates as much as there are bytes and room for, and moves `input` behind what was used.
    func inflate(_ input: inout UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> InflatedPiece
}

/// What a call of ``Inflater/inflate(_:into:)`` made.
struct InflatedPiece {
    enum State: Equatable {
        case goesOn
        /// This was the stream's end; there may be more behind it.
        case ended
        case failed(String)
    }

    /// Bytes at the beginning of the room.
    var written: Int
    var state: State
}

extension BoundedBuffer {
    /// How many streams may stand one behind the other: some libraries allocate megabytes for each.
    private static let streamLimit = 64

    /// Fills the buffer with what the streams in `body` hold.
    ///
    /// The buffer's limit has to be one more than what is allowed: so an end exactly at the limit is seen.
    func inflate(
        _ body: UnsafeRawBufferPointer, _ compression: Compression, with inflater: any Inflater
    ) throws(EventDecodingError) {
        removeAll()
        func refuse(_ reason: String) -> EventDecodingError { .undecompressable(compression.name, reason) }
        var input = body
        try reserve(min(limit, max(4 * body.count, 16 << 10)))
        var streams = 0
        repeat {
            streams += 1
            guard streams <= Self.streamLimit else { throw refuse("it has more than \(Self.streamLimit) streams") }
            guard inflater.begin() else { throw refuse("there is no memory left") }
            var piece = InflatedPiece(written: 0, state: .goesOn)
            while piece.state == .goesOn {
                if count == limit { throw .unpacksTooLarge(limit: limit - 1) }
                try reserve(1)
                let before = input.count
                piece = inflater.inflate(&input, into: room)
                commit(piece.written)
                if case .failed(let reason) = piece.state {
                    throw refuse(streams == 1 ? reason : "something stands behind its end")
                }
                if piece.state == .goesOn, piece.written == 0, input.count == before { throw refuse("it is cut off") }
            }
        } while !input.isEmpty
        if count == limit { throw .unpacksTooLarge(limit: limit - 1) }
    }
}

extension UnsafeRawBufferPointer {
    /// What is left behind so many bytes.
    func behind(_ used: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[used...]) }
}
