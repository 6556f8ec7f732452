// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState

/// A cluster of which a test makes the events.
final class Cluster {
    let state: ClusterState
    private(set) var now: Double = 1_700_000_000
    private var receiver = EventReceiver(localize: false)

    init(limits: Limits = Limits(), cameras: Int = 0, interest: CameraInterest? = nil) {
        state = ClusterState(limits: limits, cameras: cameras, interest: interest)
    }

    /// An event a second after the last; `more` is JSON that follows.
    func event(_ type: String, _ more: String = "") throws {
        now += 1
        let head =
            #"{"type": "\#(type)", "timestamp": \#(now), "hostname": "celery@one", "pid": 7, "clock": \#(Int(now))"#
        try apply(more.isEmpty ? head + "}" : head + ", " + more + "}")
    }

    /// An event of task number `task`.
    func task(_ type: String, _ task: Int, _ more: String = "") throws {
        let uuid = #""uuid": "\#(Self.uuid(task))""#
        try event("task-" + type, more.isEmpty ? uuid : uuid + ", " + more)
    }

    func snapshot() -> Snapshot { state.snapshot(at: now) }

    static func uuid(_ task: Int) -> String {
        let digits = String(task)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// Applies an event, or an array of events.
    func apply(_ json: String) throws {
        let decoder = EventDecoder { [self] batch in
            receiver.receive(batch)
            state.apply(batch)
        }
        let padded = Array(json.utf8) + [UInt8](repeating: 0, count: EventDecoder.padding)
        _ = try padded.withUnsafeBytes { bytes throws(EventDecodingError) in
            try decoder.decodeBody(UnsafeRawBufferPointer(rebasing: bytes.prefix(json.utf8.count)), received: now)
        }
        decoder.flush()
    }
}
