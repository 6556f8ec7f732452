// SPDX-License-Identifier: Apache-2.0

/// What the state keeps of a task in its slot; texts that only this task has are in its payload block.
///
/// 120 bytes: with them, the payload and the indexes a task of 330 bytes of text stays within 600.
struct TaskSlot: BitwiseCopyable {
    /// The uuid's 16 bytes or, if it is not written canonically, a keyed hash of its text.
    var uuidHigh: UInt64
    var uuidLow: UInt64
    var revision: UInt64
    var clock: Int64
    var timestamp: Double
    var localReceived: Double
    /// Up to four times; `timeKinds` says in its nibbles which.
    ///
    /// Further ones are in the payload.
    var times: (Double, Double, Double, Double)
    var name: UInt32
    var state: UInt32
    var worker: UInt32
    var client: UInt32
    /// Type of the last event.
    var type: UInt32
    /// Node name of the event that created it, if that event also named it: what Celery's `tasks_by_worker` lists it
    /// under.
    ///
    /// 0: in none of its lists.
    var indexedHost: UInt32
    /// Handle of the payload block; 0: none.
    var payload: UInt32
    /// Counts the tasks that were in this slot; its low 8 bits are in the time order's references.
    var birth: UInt32
    var pid: Int32
    var timeKinds: UInt16
    var flags: Flags

    static let noPID = Int32.min

    struct Flags: OptionSet, BitwiseCopyable {
        var rawValue: UInt16

        /// A task lives here (or is kept here for a camera).
        static let occupied = Flags(rawValue: 1)
        /// SUCCESS, FAILURE or REVOKED.
        static let ready = Flags(rawValue: 2)
        /// Left the state by a limit.
        static let evicted = Flags(rawValue: 4)
        /// Left the state by `clear`.
        static let cleared = Flags(rawValue: 8)
        /// The uuid is written canonically.
        static let canonical = Flags(rawValue: 16)
        /// The last event was task-sent: its hostname is the client's.
        static let lastWasSent = Flags(rawValue: 32)
        /// It has a `parent_id`.
        static let hasParent = Flags(rawValue: 64)
        /// It has or once had one: there may be edges of kinship to it.
        static let hadParent = Flags(rawValue: 128)
        static let gone: Flags = [.evicted, .cleared]
    }

    /// When it left the state.
    ///
    /// The distance to its last change takes the place of what it needs no more.
    var removalRevision: UInt64 { revision + UInt64(indexedHost) }

    mutating func markRemoval(at now: UInt64) {
        if now - revision > UInt64(UInt32.max) {
            // Too far apart to write down: then it is as if its last change were new.
            revision = now
        }
        indexedHost = UInt32(now - revision)
    }

    /// The last event's offset in hours west of UTC, where it is one of the world's; in the flags' upper 6 bits.
    var utcOffset: Int64? {
        get {
            let bits = flags.rawValue >> 10
            return bits == 0 ? nil : Int64(bits) - 32
        }
        set {
            var bits: UInt16 = 0
            if let newValue, (-31...31).contains(newValue) { bits = UInt16(newValue + 32) }
            flags.rawValue = flags.rawValue & 0x3ff | bits << 10
        }
    }

    /// A time it keeps in the slot.
    @inline(__always)
    func time(_ kind: UInt8) -> Double? {
        let wanted = UInt16(kind)
        if timeKinds & 15 == wanted { return times.0 }
        if timeKinds >> 4 & 15 == wanted { return times.1 }
        if timeKinds >> 8 & 15 == wanted { return times.2 }
        if timeKinds >> 12 == wanted { return times.3 }
        return nil
    }

    /// Keeps a time; false if there is no room in the slot.
    @inline(__always)
    mutating func setTime(_ kind: UInt8, _ value: Double) -> Bool {
        let wanted = UInt16(kind)
        for place in 0..<4 {
            let shift = UInt16(place * 4)
            let present = timeKinds >> shift & 15
            guard present == wanted || present == 0 else { continue }
            timeKinds |= wanted << shift
            switch place {
            case 0: times.0 = value
            case 1: times.1 = value
            case 2: times.2 = value
            default: times.3 = value
            }
            return true
        }
        return false
    }
}
