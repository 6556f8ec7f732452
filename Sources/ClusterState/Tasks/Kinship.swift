// SPDX-License-Identifier: Apache-2.0

/// Who is whose child (`Task.children`, and `State._tasks_to_resolve` for parents that are not there yet).
///
/// References are weak, as in Celery: an edge counts only while both tasks live in the slots it names with
/// the births it names. Dead edges are dropped when a table fills.
struct Kinship: ~Copyable {
    /// A task that lives or lived.
    struct Member: Hashable, BitwiseCopyable {
        var slot: UInt32
        var birth: UInt32
    }

    private struct Edge: BitwiseCopyable {
        var parent: Member
        var child: Member
        static let none = Edge(parent: Member(slot: 0, birth: 0), child: Member(slot: 0, birth: 0))
    }

    /// Open addressing; births are never 0 in use.
    private var edges = [Edge](repeating: .none, count: 64)
    private var edgeCount = 0
    /// Children by the hash of a parent that is not there.
    private var waiting: [UInt64: [Member]] = [:]
    private var waitingCount = 0
    private var waitingLimit = 1024

    init() {}

    var bytes: Int { edges.count * MemoryLayout<Edge>.stride + waitingCount * 40 }

    private static func hash(_ parent: Member, _ child: Member) -> Int {
        let a = UInt64(parent.slot) << 32 | UInt64(child.slot)
        let b = UInt64(parent.birth) << 32 | UInt64(child.birth)
        return Int(truncatingIfNeeded: TextHash.fold(a ^ 0x9e37_79b9_7f4a_7c15, b ^ 0xe703_7ed1_a0b4_28db))
    }

    /// `parent.children.add(child)`.
    mutating func attach(_ child: Member, to parent: Member, isAlive: (Member) -> Bool) {
        let mask = edges.count - 1
        var place = Self.hash(parent, child) & mask
        while edges[place].parent.birth != 0 {
            if edges[place].parent == parent, edges[place].child == child { return }
            place = (place + 1) & mask
        }
        edges[place] = Edge(parent: parent, child: child)
        edgeCount += 1
        if edgeCount * 3 > edges.count * 2 { rebuild(isAlive: isAlive) }
    }

    private mutating func rebuild(isAlive: (Member) -> Bool) {
        let living = edges.filter { $0.parent.birth != 0 && isAlive($0.parent) && isAlive($0.child) }
        var size = 64
        while size * 2 < living.count * 4 { size *= 2 }
        edges = [Edge](repeating: .none, count: size)
        for edge in living {
            var place = Self.hash(edge.parent, edge.child) & (size - 1)
            while edges[place].parent.birth != 0 { place = (place + 1) & (size - 1) }
            edges[place] = edge
        }
        edgeCount = living.count
    }

    /// Remembers a child of a parent that is not there.
    mutating func wait(_ child: Member, for parentHash: UInt64, isAlive: (Member) -> Bool) {
        if waiting[parentHash, default: []].last == child { return }
        waiting[parentHash, default: []].append(child)
        waitingCount += 1
        if waitingCount > waitingLimit {
            waiting = waiting.compactMapValues { members in
                // The same child may have waited several times; once is enough.
                let living = Array(Set(members.filter(isAlive)))
                return living.isEmpty ? nil : living
            }
            waitingCount = waiting.values.reduce(0) { $0 + $1.count }
            waitingLimit = max(1024, waitingCount * 2)
        }
    }

    /// Whether anybody waits for a parent.
    var isAnyoneWaiting: Bool { !waiting.isEmpty }

    /// The children that waited for a parent, which is there now.
    mutating func resolve(_ parentHash: UInt64) -> [Member] {
        guard let members = waiting.removeValue(forKey: parentHash) else { return [] }
        waitingCount -= members.count
        return members
    }

    /// Calls `body` with each parent and child that both live.
    func forEach(isAlive: (Member) -> Bool, _ body: (Member, Member) -> Void) {
        for edge in edges where edge.parent.birth != 0 && isAlive(edge.parent) && isAlive(edge.child) {
            body(edge.parent, edge.child)
        }
    }
}
