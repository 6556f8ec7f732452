// SPDX-License-Identifier: Apache-2.0

/// What the state keeps of a worker in its slot; its other attributes are in its payload block.
struct WorkerSlot: BitwiseCopyable {
    /// `celery.events.state.HEARTBEAT_EXPIRE_WINDOW`, as a factor.
    static let expireWindow = 2.0
    /// A worker's `freq` until an event brings one.
    static let defaultFreq = 60.0

    var revision: UInt64
    /// When it left the state.
    var removalRevision: UInt64
    var heartbeats: (Double, Double, Double, Double)
    var freq: Double
    var hostname: UInt32
    /// `hostname.pid` as an interned text: the id of its events in the time order.
    var origin: UInt32
    var payload: UInt32
    var heartbeatCount: UInt8
    var flags: Flags
    var unused: UInt16

    struct Flags: OptionSet, BitwiseCopyable {
        var rawValue: UInt8
        static let occupied = Flags(rawValue: 1)
        static let saidOffline = Flags(rawValue: 2)
        static let evicted = Flags(rawValue: 4)
        static let cleared = Flags(rawValue: 8)
        static let gone: Flags = [.evicted, .cleared]
    }

    func heartbeat(_ index: Int) -> Double {
        switch index {
        case 0: heartbeats.0
        case 1: heartbeats.1
        case 2: heartbeats.2
        default: heartbeats.3
        }
    }

    /// `Worker.alive`: the last heartbeat is younger than twice the interval.
    func isAlive(at now: Double) -> Bool {
        heartbeatCount > 0 && now < heartbeat(Int(heartbeatCount) - 1) + freq * Self.expireWindow
    }

    /// Enters a heartbeat as `Worker.event` does: at most four, ascending; a fifth drops the oldest even if
    /// it is older itself.
    @inline(__always)
    mutating func push(_ heartbeat: Double) {
        var beats = heartbeats
        var count = Int(heartbeatCount)
        if count == 4 {
            // Almost always it is the newest.
            if heartbeat > beats.3 {
                heartbeats = (beats.1, beats.2, beats.3, heartbeat)
                return
            }
            beats = (beats.1, beats.2, beats.3, beats.3)
            count = 3
        }
        var place = count
        withUnsafeMutablePointer(to: &beats) { tuple in
            tuple.withMemoryRebound(to: Double.self, capacity: 4) { values in
                while place > 0, heartbeat < values[place - 1] {
                    values[place] = values[place - 1]
                    place -= 1
                }
                values[place] = heartbeat
            }
        }
        heartbeats = beats
        heartbeatCount = UInt8(count + 1)
    }
}
