// SPDX-License-Identifier: Apache-2.0

/// Who is whose child (`Task.children`, and `State._tasks_to_resolve` for parents that are not there yet).
///
/// References are weak, as in Celery: an edge counts only while both tasks live in the slots it names with
/// the births it names. A child's edges go with it, those to a dead parent at the latest when the table fills.
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

    /// Open addressing by the child's slot; births are never 0 in use.
    private var edges = [Edge](repeating: .none, count: 64)
    private var edgeCount = 0
    /// Children by the hash of a parent that is not there.
    private var waiting: [UInt64: [Member]] = [:]
    private var waitingCount = 0
    private var waitingLimit = 1024

    init() {}

    var bytes: Int { edges.count * MemoryLayout<Edge>.stride + waitingCount * 40 }

    /// Where a child's edges begin.
    private func home(_ child: Member) -> Int {
        Int(truncatingIfNeeded: UInt64(child.slot) &* 0x9e37_79b9_7f4a_7c15 >> 32) & (edges.count - 1)
    }

    private func next(_ place: Int) -> Int { (place + 1) & (edges.count - 1) }

    /// `parent.children.add(child)`.
    mutating func attach(_ child: Member, to parent: Member, isAlive: (Member) -> Bool) {
        var place = home(child)
        while edges[place].parent.birth != 0 {
            if edges[place].parent == parent, edges[place].child == child { return }
            place = next(place)
        }
        edges[place] = Edge(parent: parent, child: child)
        edgeCount += 1
        if edgeCount * 4 > edges.count * 3 { rebuild(isAlive: isAlive) }
    }

    /// The child is gone.
    mutating func detach(_ child: Member) {
        var place = home(child)
        while edges[place].parent.birth != 0 {
            if edges[place].child == child { close(place) } else { place = next(place) }
        }
    }

    /// Takes the edge at that place out; what its gap would hide moves up.
    private mutating func close(_ place: Int) {
        let mask = edges.count - 1
        var hole = place
        var place = next(place)
        while edges[place].parent.birth != 0 {
            if (place - home(edges[place].child)) & mask >= (place - hole) & mask {
                edges[hole] = edges[place]
                hole = place
            }
            place = next(place)
        }
        edges[hole] = .none
        edgeCount -= 1
    }

    private mutating func rebuild(isAlive: (Member) -> Bool) {
        let living = edges.filter { $0.parent.birth != 0 && isAlive($0.parent) && isAlive($0.child) }
        var size = 64
        // At least a third stays free for what comes.
        while size < living.count * 3 / 2 { size *= 2 }
        edges = [Edge](repeating: .none, count: size)
        for edge in living {
            var place = home(edge.child)
            while edges[place].parent.birth != 0 { place = next(place) }
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
