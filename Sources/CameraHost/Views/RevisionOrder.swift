// SPDX-License-Identifier: Apache-2.0

/// Sorts by revision in linear time: revisions of a delta are dense numbers, and a delta can hold a million.
struct RevisionOrder {
    private var keys: [(revision: UInt64, index: UInt32)] = []
    private var spare: [(revision: UInt64, index: UInt32)] = []

    /// Starts with nothing.
    mutating func reset() { keys.removeAll(keepingCapacity: true) }

    /// Adds the element with the next index.
    @inline(__always)
    mutating func append(_ revision: UInt64) { keys.append((revision, UInt32(truncatingIfNeeded: keys.count))) }

    /// So many elements are between the two that a caller of ``forEach(_:)`` gets at once.
    static let lead = 6

    /// Calls `body` with the indices of the elements, least revision first, each with that of one to come soon.
    mutating func forEach(_ body: (Int, Int?) -> Void) {
        sort()
        for place in keys.indices {
            let next = place + Self.lead
            body(Int(keys[place].index), next < keys.count ? Int(keys[next].index) : nil)
        }
    }

    /// Least significant digit first, 11 bits at a time, on the distance from the least revision.
    private mutating func sort() {
        guard let least = keys.lazy.map(\.revision).min(), let most = keys.lazy.map(\.revision).max() else { return }
        guard keys.count > 256 else { return keys.sort { $0.revision < $1.revision } }
        if spare.count < keys.count { spare = keys }
        spare.removeLast(spare.count - keys.count)
        var shift: UInt64 = 0
        while (most - least) >> shift > 0 {
            var places = [Int](repeating: 0, count: 2048)
            for key in keys { places[Int((key.revision - least) >> shift & 2047)] += 1 }
            var next = 0
            for digit in places.indices { (places[digit], next) = (next, next + places[digit]) }
            for key in keys {
                let digit = Int((key.revision - least) >> shift & 2047)
                spare[places[digit]] = key
                places[digit] += 1
            }
            swap(&keys, &spare)
            shift += 11
        }
    }
}
