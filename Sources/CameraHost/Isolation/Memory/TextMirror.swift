// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Glibc

/// Copies of the state's texts in shared memory, for pictures that another process reads.
///
/// A task's payload is copied as one block, and texts inside it are found at the same offset in the copy. A table that
/// holds the whole state keeps the blocks from one picture to the next: only those of tasks that changed are copied
/// anew. Nothing of a block is copied where a text of it is hidden or cut: what a camera may not see does not cross.
///
/// Confined to whoever builds the picture.
final class TextMirror {
    /// A block as it was copied.
    private struct Note {
        var revision: UInt64 = 0
        var birth: UInt32 = 0
        var count: UInt32 = 0
        var place: UnsafeMutableRawPointer?
    }

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
    @exclusivity(unchecked) private var interned: [Interned] = []
    @exclusivity(unchecked) private var memo = [Memo](repeating: Memo(), count: TextMirror.memoCount)
    @exclusivity(unchecked) private var source: UnsafeRawPointer?
    @exclusivity(unchecked) private var sourceCount = 0
    @exclusivity(unchecked) private var place: UnsafeMutableRawPointer?

    /// Where copies go that do not outlive the picture.
    ///
    /// The arena owns the mirror. Unowned, because counting references would cost more than the copies do.
    @exclusivity(unchecked) unowned(unsafe) var arena: Arena

    /// Room for blocks that are kept; nil: each picture copies its own.
    private let room: UnsafeMutableRawBufferPointer?
    @exclusivity(unchecked) private var notes: [Note] = []
    @exclusivity(unchecked) private var roomUsed = 0
    @exclusivity(unchecked) private var roomLive = 0
    private var origin: ObjectIdentifier?
    private var revision: UInt64 = 0
    private static let slack = 1 << 20

    init(_ arena: Arena, keepingBlocksIn room: UnsafeMutableRawBufferPointer?) {
        self.arena = arena
        self.room = room
    }

    /// Begins a picture.
    func begin(_ snapshot: Snapshot) {
        picture &+= 1
        if picture == 0 {
            interned.removeAll()
            memo = [Memo](repeating: Memo(), count: Self.memoCount)
            picture = 1
        }
        source = nil
        sourceCount = 0
        // Slots, births and revisions mean something only within one state, and there only forwards.
        let isNews = origin == snapshot.origin && snapshot.revision >= revision
        if !isNews || roomUsed > 2 * roomLive + Self.slack { forgetBlocks() }
        origin = snapshot.origin
        revision = snapshot.revision
    }

    private func forgetBlocks() {
        notes.removeAll(keepingCapacity: true)
        roomUsed = 0
        roomLive = 0
    }

    /// Begins a task: copies its block, unless an equal one is there.
    @inline(__always)
    func begin(_ task: TaskRecord) {
        let block = task.payloadBytes
        source = block.baseAddress
        sourceCount = block.count
        guard block.count > 0 else { return }
        place = room == nil ? arena.bytes(block.count) : keptPlace(task, block.count)
        if let place, let source { place.copyMemory(from: source, byteCount: block.count) }
        if place == nil { place = notes[task.slot].place }
    }

    /// No block: texts are copied one by one.
    func beginWithoutBlock() {
        source = nil
        sourceCount = 0
    }

    /// Where to copy a block to; nil: it is there.
    private func keptPlace(_ task: TaskRecord, _ count: Int) -> UnsafeMutableRawPointer? {
        if task.slot >= notes.count {
            notes += repeatElement(Note(), count: max(task.slot + 1, 2 * notes.count) - notes.count)
        }
        let note = notes[task.slot]
        if note.revision == task.revision, note.birth == task.birth, note.count == count, note.place != nil {
            return nil
        }
        roomLive += count - Int(note.count)
        let rounded = (count + 7) & ~7
        guard let room, let base = room.baseAddress, roomUsed + rounded <= room.count else {
            // A picture's own place, which is not found again.
            notes[task.slot] = Note()
            return arena.bytes(count)
        }
        let place = base + roomUsed
        roomUsed += rounded
        notes[task.slot] = Note(revision: task.revision, birth: task.birth, count: UInt32(count), place: place)
        return place
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
        let text = arena.text(bytes)
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
            interned += repeatElement(Interned(), count: max(index + 1, 2 * interned.count) - interned.count)
        }
        let text = arena.text(bytes)
        interned[index] = Interned(picture: picture, text: text)
        return text
    }
}
