// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

extension StateCore {
    /// `State.event` for each event of a batch.
    mutating func apply(_ batch: EventBatch) {
        reclaimer.collect()
        if texts.liveCount >= texts.sweepThreshold { sweepTexts() }
        let count = min(batch.count, sightings.count)
        lookAhead(batch, count: count)
        for position in 0..<batch.count {
            let event = batch[position]
            if position + 4 < count { prefetchPayload(sightings[position + 4]) }
            revision += 1
            if celeryExact ? !event.faults.isEmpty : event.faults.contains(.noType) {
                fault(of: event)
                continue
            }
            eventCount += 1
            switch event.group {
            case .task: applyTask(event, sighting: position < count ? sightings[position] : .none)
            case .worker: applyWorker(event)
            default: countEvent(event, name: nameOfEvent(event))
            }
        }
        countNoted()
        eventsSinceBurial += batch.count
        if eventsSinceBurial > 100 * max(1, min(fewestTasks, recency.count) - 1) { buryDeadEntries() }
    }

    /// Looks for the tasks of all events of a batch before the first is applied. Each look waits for a line of the
    /// index and for one of the row; so they wait together.
    @inline(__always)
    private mutating func lookAhead(_ batch: EventBatch, count: Int) {
        for position in 0..<count {
            guard let (high, low) = batch[position].canonicalUUID else {
                sightings[position] = .none
                continue
            }
            let hash = hashing.hash(high, low)
            sightings[position] = Sighting(hash: hash, slot: Sighting.nowhere)
            prefetch(index.address(hash))
        }
        for position in 0..<count {
            guard let hash = sightings[position].hash, let slot = index.find(hash: hash, matches: { _ in true }) else {
                continue
            }
            sightings[position].slot = slot
            prefetchRow(slot)
        }
    }

    @inline(__always)
    private func prefetchPayload(_ sighting: Sighting) {
        guard sighting.slot != Sighting.nowhere else { return }
        guard let block = Slab.block(tasks.row(sighting.slot).pointee.payload, in: chunks) else { return }
        prefetch(block)
        prefetch(block + 64)
    }

    private mutating func fault(of event: Event) {
        if event.faults.contains(.noType) {
            refuse(.noType)
        } else {
            refuse(event.faults.contains(.badClock) ? .badClock : .badTime)
        }
    }

    mutating func refuse(_ fault: EventFault) {
        faults[fault, default: 0] += 1
    }

    @inline(__always)
    mutating func intern(_ value: EventValue) -> UInt32 {
        texts.intern(value.text, generation: reclaimer.generation).rawValue
    }

    /// The number of a text attribute; 0 if it is absent or no text.
    @inline(__always)
    mutating func internText(_ field: EventField, of event: Event) -> UInt32 {
        guard let value = event[field], value.kind == .string else { return 0 }
        return intern(value)
    }

    private mutating func nameOfEvent(_ event: Event) -> UInt32 {
        internText(.name, of: event)
    }

    /// The number of the event's type.
    @inline(__always)
    mutating func typeNumber(_ event: Event) -> UInt32 {
        switch event.group {
        case .task where event.taskSubject != .custom: eventTypes[Int(event.taskSubject.rawValue)]
        case .worker where event.workerSubject != .other: workerTypes[Int(event.workerSubject.rawValue)]
        default: internText(.type, of: event)
        }
    }

    /// Counts an event under its type, its task's name and its host.
    @inline(__always)
    mutating func countEvent(_ event: Event, name: UInt32) {
        let host = internText(.hostname, of: event)
        countEvent(type: typeNumber(event), name: name, host: host)
    }

    @inline(__always)
    mutating func countEvent(type: UInt32, name: UInt32, host: UInt32) {
        if !counters.note(type: type, task: name, host: countingHost(host)) { countNoted() }
    }

    @inline(never)
    private mutating func countNoted() {
        counters.countNoted(other: other, revision: revision, reclaimer: &reclaimer)
    }

    /// A client (`gen<pid>@host`) counts under its host: its pid would make a new series of every process.
    @inline(__always)
    private mutating func countingHost(_ host: UInt32) -> UInt32 {
        let index = Int(host)
        if index < countingHosts.count, countingHosts[index] != 0 { return countingHosts[index] }
        return host == 0 ? 0 : findCountingHost(host)
    }

    @inline(never)
    private mutating func findCountingHost(_ host: UInt32) -> UInt32 {
        let text = texts.text(TextID(host))
        var counted = host
        if text.count > 4, text.prefix(3).elementsEqual("gen".utf8), let at = text.firstIndex(of: UInt8(ascii: "@")),
            at > 3, text[3..<at].allSatisfy({ $0 >= 48 && $0 <= 57 })
        {
            let bare = UnsafeRawBufferPointer(rebasing: text[(at + 1)...])
            counted = texts.intern(bare, generation: reclaimer.generation).rawValue
        }
        let index = Int(host)
        if index >= countingHosts.count {
            let size = max(index + 1, countingHosts.count * 2)
            countingHosts.append(contentsOf: repeatElement(0, count: size - countingHosts.count))
        }
        countingHosts[index] = counted
        return counted
    }
}
