// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file of two slots of fixed size, in which a ``TapeRecord`` is replaced so that one is whole at any time.
///
/// The slots are filled when the file is made: replacing a record needs no space, and works on a full disk.
/// Confined to whoever holds the lock around it.
final class RecordFile {
    /// Bytes of a slot: 64 cameras with long names take a tenth of it.
    static let slotBytes = 64 << 10

    /// What is written there; nil if nothing is, or nothing that is whole.
    private(set) var record: TapeRecord?
    /// Whether there was something that is not whole.
    let isDamaged: Bool
    private let path: String
    private let descriptor: Int32
    private var sequence: UInt64 = 0
    /// The slot for the next record; the other one has the last record that is surely on the disk.
    private var slot = 0
    /// Whether ``slot`` has a record that is not surely on the disk yet.
    private(set) var isDirty = false

    /// Opens the file, and makes it if need be.
    init(path: String) throws(SourceError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .tape("open", path, errno) }
        self.path = path
        descriptor = file
        var found: [(record: TapeRecord, sequence: UInt64)?] = []
        var isEmpty = true
        for slot in 0..<2 {
            var bytes = [UInt8](repeating: 0, count: Self.slotBytes)
            let count = max(pread(file, &bytes, bytes.count, off_t(slot * bytes.count)), 0)
            if count > 0 { isEmpty = false }
            found.append(TapeRecord.read(Array(bytes[..<count])))
        }
        let newest = (found[1]?.sequence ?? 0) > (found[0]?.sequence ?? 0) ? 1 : 0
        record = found[newest]?.record
        sequence = found[newest]?.sequence ?? 0
        slot = 1 - newest
        isDamaged = record == nil && !isEmpty
    }

    deinit { close(descriptor) }

    /// Fills the file, if it has not its size yet, so that nothing that is written later needs space.
    func allocate() throws(SourceError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size < 2 * Self.slotBytes else { return }
        let blank = [UInt8](repeating: 0x20, count: 2 * Self.slotBytes - Int(status.st_size))
        let count = pwrite(descriptor, blank, blank.count, status.st_size)
        guard count == blank.count else { throw .tape("write", path, count < 0 ? errno : ENOSPC) }
    }

    /// Replaces the record; a `kill -9` leaves the new one or the one before.
    func replace(_ record: TapeRecord) throws(SourceError) {
        let text = record.text(sequence: sequence + 1)
        guard text.count <= Self.slotBytes else {
            throw SourceError("'\(path)' has no room for \(record.cursors.count) cursors; shorten the cameras' names")
        }
        self.record = record
        let count = pwrite(descriptor, text, text.count, off_t(slot * Self.slotBytes))
        guard count == text.count else { throw .tape("write", path, count < 0 ? errno : ENOSPC) }
        sequence += 1
        isDirty = true
    }

    /// What ``settle(_:)`` is to be called with once the file's data has reached the disk.
    var unsettled: (descriptor: Int32, sequence: UInt64) { (descriptor, sequence) }

    /// What was written up to that sequence is on the disk: the next record goes to the other slot.
    func settle(_ sequence: UInt64) {
        // Was it replaced meanwhile, then the slot may be half the one and half the other on the disk.
        guard isDirty, sequence == self.sequence else { return }
        slot = 1 - slot
        isDirty = false
    }
}
