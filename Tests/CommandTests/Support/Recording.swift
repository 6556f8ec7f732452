// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Recordings to replay.
enum Recording {
    /// The repository's own, of a real cluster: 24.5 s, 1,553 lines, 1,858 events.
    static let bundled: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.path + "/Examples/recording.ndjson.gz"
    }()

    /// A line with a heartbeat, received at that time.
    static func heartbeat(_ time: Double) -> String {
        event(time, #""type": "worker-heartbeat", "hostname": "w1@a", "freq": 2.0, "active": 1"#)
    }

    /// A line with an event of a task that worker w1@a has.
    static func task(_ number: Int, _ type: String, _ time: Double) -> String {
        let digits = String(number)
        let uuid = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        return event(time, #""type": "task-\#(type)", "uuid": "\#(uuid)", "name": "t.add", "hostname": "w1@a""#)
    }

    private static func event(_ time: Double, _ fields: String) -> String {
        #"{"received": \#(time), "routing_key": "x", "body": {\#(fields), "timestamp": \#(time), "clock": \#(Int(time)), "utcoffset": 0, "pid": 7}}"#
            + "\n"
    }
}
