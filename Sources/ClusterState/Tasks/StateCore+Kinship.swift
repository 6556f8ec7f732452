// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

extension StateCore {
    /// Whether the task that was in that slot under that birth is still in the state.
    func isAlive(_ member: Kinship.Member) -> Bool {
        Self.isAlive(member, in: tasks.reader)
    }

    private static func isAlive(_ member: Kinship.Member, in tasks: PagedTable<TaskSlot>.Reader) -> Bool {
        let row = tasks.row(Int(member.slot))
        return row.pointee.birth == member.birth && row.pointee.flags.contains(.occupied)
            && row.pointee.flags.isDisjoint(with: .gone)
    }

    /// A task with a parent: the parent becomes the newest in the cache, and has a child.
    @inline(__always)
    mutating func noteParent(_ slot: Int, row: UnsafeMutablePointer<TaskSlot>, id: Identity) {
        if row.pointee.flags.contains(.hasParent) { attach(slot, row: row, id: id) }
    }

    @inline(never)
    private mutating func attach(_ slot: Int, row: UnsafeMutablePointer<TaskSlot>, id: Identity) {
        guard let record = Payload(handle: row.pointee.payload, chunks: chunks).record(PayloadField.parentID) else {
            return
        }
        let parent: Identity
        switch record.kind {
        case .own: parent = id
        case .uuid:
            let high = record.value.loadUnaligned(as: UInt64.self)
            let low = record.value.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            parent = Identity(high: high, low: low, isCanonical: true, hash: hashing.hash(high, low))
        case .string: parent = identity(text: UnsafeRawBufferPointer(start: record.value, count: record.count))
        default: return
        }
        let child = Kinship.Member(slot: UInt32(slot), birth: row.pointee.birth)
        guard let parentSlot = find(parent) else {
            kinship.wait(child, for: parent.hash) { [tasks = tasks.reader] in Self.isAlive($0, in: tasks) }
            return
        }
        recency.touch(parentSlot)
        // A retry names the task as its own parent; whoever walks the family must not walk in circles.
        if parentSlot == slot, !celeryExact { return }
        let member = Kinship.Member(slot: UInt32(parentSlot), birth: tasks.row(parentSlot).pointee.birth)
        kinship.attach(child, to: member) { [tasks = tasks.reader] in Self.isAlive($0, in: tasks) }
    }

    /// The children that came before their parent.
    @inline(never)
    mutating func resolveChildren(_ slot: Int, row: UnsafeMutablePointer<TaskSlot>, hash: UInt64) {
        let parent = Kinship.Member(slot: UInt32(slot), birth: row.pointee.birth)
        for child in kinship.resolve(hash) where isAlive(child) {
            kinship.attach(child, to: parent) { [tasks = tasks.reader] in Self.isAlive($0, in: tasks) }
        }
    }

    /// Marks the dead entries of the time order before the 8 bits of birth in their references come round.
    ///
    /// Called before a task is made.
    ///
    /// A slot is taken anew only for a new task, and only after all other tasks in the state were made or touched:
    /// neither a hundred new tasks nor a hundred times as many events as there are tasks can bring it round.
    @inline(__always)
    mutating func buryBeforeBirth() {
        tasksSinceBurial += 1
        if tasksSinceBurial > 100 { buryIfDue() }
    }

    @inline(never)
    private mutating func buryIfDue() {
        guard revision - burialRevision > UInt64(100 * max(1, min(fewestTasks, recency.count) - 1)) else { return }
        order.bury { [tasks = tasks.reader] reference in
            let row = tasks.row(Int(reference & 0xff_ffff))
            return row.pointee.birth & 0xff == reference >> 24 && row.pointee.flags.contains(.occupied)
                && row.pointee.flags.isDisjoint(with: .gone)
        }
        burialRevision = revision
        tasksSinceBurial = 0
        fewestTasks = recency.count
    }
}
