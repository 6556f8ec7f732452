// SPDX-License-Identifier: Apache-2.0

/// The texts of tasks by uuid: kombu's `LRUCache(limit=4095)` of `celery.events.dumper`.
///
/// Reading one makes it the newest; writing one that is there keeps its place.
struct TaskTexts {
    private struct Entry {
        var uuid: [UInt8]
        var text: [UInt8]
        var older = -1
        var newer = -1
    }

    private let limit: Int
    private let maxBytes: Int
    private var places: [[UInt8]: Int] = [:]
    private var entries: [Entry] = []
    private var free: [Int] = []
    private var oldest = -1
    private var newest = -1
    private var bytes = 0

    /// Remembers so many texts; Celery's limit has none for their bytes.
    init(limit: Int = 4095, maxBytes: Int = 64 << 20) {
        self.limit = limit
        self.maxBytes = maxBytes
    }

    subscript(_ uuid: [UInt8]) -> [UInt8]? {
        mutating get {
            guard let place = places[uuid] else { return nil }
            unlink(place)
            link(place)
            return entries[place].text
        }
    }

    mutating func set(_ uuid: [UInt8], _ text: [UInt8]) {
        if let place = places[uuid] {
            bytes += text.count - entries[place].text.count
            entries[place].text = text
        } else {
            while places.count >= limit { removeOldest() }
            let entry = Entry(uuid: uuid, text: text)
            let place = free.popLast() ?? entries.count
            if place == entries.count { entries.append(entry) } else { entries[place] = entry }
            places[uuid] = place
            bytes += uuid.count + text.count
            link(place)
        }
        while bytes > maxBytes, oldest >= 0 { removeOldest() }
    }

    private mutating func removeOldest() {
        let place = oldest
        unlink(place)
        places[entries[place].uuid] = nil
        bytes -= entries[place].uuid.count + entries[place].text.count
        entries[place] = Entry(uuid: [], text: [])
        free.append(place)
    }

    private mutating func link(_ place: Int) {
        entries[place].older = newest
        entries[place].newer = -1
        if newest >= 0 { entries[newest].newer = place } else { oldest = place }
        newest = place
    }

    private mutating func unlink(_ place: Int) {
        let (older, newer) = (entries[place].older, entries[place].newer)
        if older >= 0 { entries[older].newer = newer } else { oldest = newer }
        if newer >= 0 { entries[newer].older = older } else { newest = older }
    }
}
