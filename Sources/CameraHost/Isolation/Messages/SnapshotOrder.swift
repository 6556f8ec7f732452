// SPDX-License-Identifier: Apache-2.0

/// Where a helper finds a picture.
struct SnapshotOrder {
    /// A piece of shared memory, as the host has it.
    struct Piece {
        var id: UInt64
        var address: UInt64
        /// Its descriptor comes with the message, in the pieces' order: the helper has not seen it yet.
        var isNew: Bool
    }

    /// The header's address with the host; also the picture's name in answers.
    var header: UInt64
    /// What the picture lies in.
    var pieces: [Piece]
    /// Pieces that no picture will lie in any more.
    var forgotten: [UInt64]

    func put(into writer: inout MessageWriter) {
        writer.put(header)
        writer.put(pieces) { writer, piece in
            writer.put(piece.id)
            writer.put(piece.address)
            writer.put(piece.isNew)
        }
        writer.put(forgotten) { $0.put($1) }
    }

    init(header: UInt64, pieces: [Piece], forgotten: [UInt64]) {
        self.header = header
        self.pieces = pieces
        self.forgotten = forgotten
    }

    init(from reader: inout MessageReader) throws(MessageError) {
        header = try reader.integer()
        pieces = try reader.list(atMost: 16) { reader throws(MessageError) in
            Piece(id: try reader.integer(), address: try reader.integer(), isNew: try reader.bool())
        }
        forgotten = try reader.list(atMost: 4096) { reader throws(MessageError) in try reader.integer(UInt64.self) }
    }
}
