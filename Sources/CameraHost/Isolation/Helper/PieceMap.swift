// SPDX-License-Identifier: Apache-2.0
import CIsolation
import CameraABI
import Glibc

/// The host's shared memory as this process has mapped it: at the host's addresses, if they are free here.
final class PieceMap {
    private struct Piece {
        var address: UInt64
        var place: UnsafeMutableRawPointer
    }

    private var pieces: [UInt64: Piece] = [:]

    deinit { pieces.values.forEach { ciso_unmap($0.place, SharedMemory.size) } }

    /// Maps a piece, for reading.
    func add(_ piece: SnapshotOrder.Piece, _ descriptor: Int32, isMovedByForce: Bool) throws(MessageError) {
        forget(piece.id)
        var code: Int32 = 0
        let wish = isMovedByForce ? 0 : piece.address
        guard let place = ciso_map_readable(descriptor, wish, SharedMemory.size, &code) else {
            throw MessageError("cannot map its picture: \(String(cString: strerror(code)))")
        }
        pieces[piece.id] = Piece(address: piece.address, place: place)
    }

    /// Unmaps a piece.
    func forget(_ id: UInt64) {
        if let piece = pieces.removeValue(forKey: id) { ciso_unmap(piece.place, SharedMemory.size) }
    }

    /// The picture that lies in these pieces.
    func picture(_ order: SnapshotOrder) throws(MessageError) -> HelperPicture {
        var mapped: [MovedSnapshot.Piece] = []
        for wanted in order.pieces {
            guard let piece = pieces[wanted.id] else { throw MessageError("piece \(wanted.id) is missing") }
            mapped.append(.init(from: piece.address, to: piece.place))
        }
        guard mapped.allSatisfy({ $0.from == UInt64(UInt(bitPattern: $0.to)) }) else {
            guard let moved = MovedSnapshot(order.header, mapped) else { throw MessageError("the header is missing") }
            return HelperPicture(moved, header: order.header)
        }
        guard let snapshot = UnsafePointer<evcam_snapshot>(bitPattern: UInt(order.header)) else {
            throw MessageError("the header is missing")
        }
        return HelperPicture(snapshot, header: order.header)
    }
}
