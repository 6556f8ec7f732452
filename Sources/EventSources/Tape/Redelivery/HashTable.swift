// SPDX-License-Identifier: Apache-2.0

/// A set of hashes that forgets the oldest: at least `capacity` are in it, and at most twice as many.
///
/// Two tables take turns: what is in the older one is forgotten when the newer is full. So nothing is ever removed
/// one by one.
struct HashTable {
    private let capacity: Int
    private var newer: [UInt64] = []
    private var older: [UInt64] = []
    private var count = 0

    /// Makes an empty one, which has no memory yet.
    init(capacity: Int) { self.capacity = capacity }

    /// Adds a hash.
    mutating func insert(_ hash: UInt64) {
        if newer.isEmpty {
            newer = Array(repeating: 0, count: 2 * Self.size(capacity))
            older = newer
        }
        // 0 stands for an empty place.
        let hash = max(hash, 1)
        let mask = newer.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while newer[place] != 0 {
            if newer[place] == hash { return }
            place = (place + 1) & mask
        }
        newer[place] = hash
        count += 1
        guard count >= capacity else { return }
        swap(&newer, &older)
        for place in newer.indices { newer[place] = 0 }
        count = 0
    }

    /// Whether a hash is in it.
    func contains(_ hash: UInt64) -> Bool {
        let hash = max(hash, 1)
        for table in [newer, older] where !table.isEmpty {
            var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
            while table[place] != 0 {
                if table[place] == hash { return true }
                place = (place + 1) & (table.count - 1)
            }
        }
        return false
    }

    /// Forgets all.
    mutating func removeAll() {
        newer = []
        older = []
        count = 0
    }

    private static func size(_ capacity: Int) -> Int {
        var size = 16
        while size < capacity { size *= 2 }
        return size
    }
}
