// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Glibc

/// Copies of the state's texts in shared memory, for pictures that another process reads.
///
/// A task's payload is copied as one block, and texts inside it are found at the same offset in the copy. Nothing of a
/// block is copied where a text of it is hidden or cut: what a camera may not see does not cross.
///
/// Confined to whoever builds the picture.
final class TextMirror {
    private struct Interned {
        var picture: UInt32 = 0
        var text = evcam_string.absent
    }

    private struct Memo {
        var source: UnsafeRawPointer?
        var picture: UInt32 = 0
        var text = evcam_string.absent
    }

    private static let memoCount = 256
    // One owner, no re-entrance, as in the arena.
    @exclusivity(unchecked) private var picture: UInt32 = 0
    /// By number of the text.
    ///
    /// Not an array: counting references to its memory would cost more than the look does.
    @exclusivity(unchecked) private var interned = UnsafeMutableBufferPointer<Interned>.allocate(capacity: 0)
    private let memo = UnsafeMutableBufferPointer<Memo>.allocate(capacity: TextMirror.memoCount)
    @exclusivity(unchecked) private var source: UnsafeRawPointer?
    @exclusivity(unchecked) private var sourceCount = 0
    @exclusivity(unchecked) private var place: UnsafeMutableRawPointer?

    /// Where copies go.
    ///
    /// The arena owns the mirror. Not counted, because that would cost more than the copies do.
    private let arena: Unmanaged<Arena>

    init(_ arena: Arena) {
        self.arena = .passUnretained(arena)
        memo.initialize(repeating: Memo())
    }

    deinit {
        memo.deallocate()
        interned.deallocate()
    }

    /// Begins a picture: numbers and addresses of interned texts may mean others than in the last.
    func begin() {
        picture &+= 1
        if picture == 0 {
            interned.update(repeating: Interned())
            memo.update(repeating: Memo())
            picture = 1
        }
        beginWithoutBlock()
    }

    /// Begins a task: copies its block.
    @inline(__always)
    func begin(_ task: TaskRecord) {
        let block = task.payloadBytes
        source = block.baseAddress
        sourceCount = block.count
        guard let source, block.count > 0 else { return }
        let place = arena._withUnsafeGuaranteedRef { $0.bytes(block.count) }
        place.copyMemory(from: source, byteCount: block.count)
        self.place = place
    }

    /// No block: texts are copied one by one.
    func beginWithoutBlock() {
        source = nil
        sourceCount = 0
    }

    /// The copy of a text of the state.
    @inline(__always)
    func text(_ bytes: UnsafeRawBufferPointer) -> evcam_string {
        guard let address = bytes.baseAddress else { return .absent }
        if let source, let place, case let offset = address - source, offset >= 0, offset < sourceCount {
            return evcam_string(UnsafeRawBufferPointer(start: place + offset, count: bytes.count))
        }
        return lonely(address, bytes)
    }

    /// A text outside the block: interned ones, names of attributes.
    private func lonely(_ address: UnsafeRawPointer, _ bytes: UnsafeRawBufferPointer) -> evcam_string {
        let index = Int(bitPattern: address) >> 3 & (Self.memoCount - 1)
        let known = memo[index]
        if known.source == address, known.picture == picture, known.text.len == UInt64(bytes.count) {
            return known.text
        }
        let text = arena._withUnsafeGuaranteedRef { $0.text(bytes) }
        memo[index] = Memo(source: address, picture: picture, text: text)
        return text
    }

    /// The copy of an interned text.
    @inline(__always)
    func text(_ id: TextID, _ snapshot: Snapshot) -> evcam_string {
        let index = Int(id.rawValue)
        if index < interned.count, interned[index].picture == picture { return interned[index].text }
        return copy(id, snapshot)
    }

    @inline(never)
    private func copy(_ id: TextID, _ snapshot: Snapshot) -> evcam_string {
        let bytes = snapshot.text(id)
        guard bytes.baseAddress != nil else { return .absent }
        let index = Int(id.rawValue)
        if index >= interned.count {
            let larger = UnsafeMutableBufferPointer<Interned>.allocate(capacity: max(index + 1, 2 * interned.count))
            larger.initialize(repeating: Interned())
            _ = larger.update(fromContentsOf: interned)
            interned.deallocate()
            interned = larger
        }
        let text = arena._withUnsafeGuaranteedRef { $0.text(bytes) }
        interned[index] = Interned(picture: picture, text: text)
        return text
    }
}
