// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension LiveTests {
    /// A camera that fails for a long time misses nothing, though evcam is killed meanwhile.
    struct RefusalTests {
        private static let recording = Python.tests + "/Fixtures/small-amqp.ndjson.gz"

        @Test func `a camera that fails for ten minutes gets all of them in the end`() async throws {
            try await LiveTests.on(.amqp) { cluster in
                // Of the ten minutes' tasks the state shows only the last: the others are kept for the camera alone.
                try cluster.configure(
                    broker: ["queue: durable"], camera: "refusing", more: ["limits: {max_tasks: 500}"])
                var evcam = try cluster.record()
                let publisher = try cluster.publish("minutes.py", [Self.recording, "12"])
                defer { publisher.close() }
                let sign = cluster.folder + "/recording.jsonl.refuse"
                for minute in 1...11 {
                    try publisher.read { $0["minute"].number == minute }
                    if minute == 1 {
                        try Data().write(to: URL(fileURLWithPath: sign))
                        try evcam.wait(for: "told to refuse")
                    }
                    if minute == 11 {
                        // Nothing has come to the recording for ten minutes.
                        #expect(try cluster.evidence()["tasks"].number < 2000)
                        try FileManager.default.removeItem(atPath: sign)
                    }
                    try publisher.tell("on")
                    if [4, 7, 9].contains(minute) {
                        #expect(evcam.end(SIGKILL) == 128 + SIGKILL)
                        evcam = try cluster.record(waits: minute == 7)
                    }
                }
                #expect(try publisher.read { $0["done"].isTrue }["tasks"].number > 10_000)
                let evidence = try cluster.end()
                #expect(evidence["truth"].number > 10_000 && evidence["seen"].number > 40_000)
                #expect(evidence["missing"].number == 0 && evidence["beyond"].number == 0, "\(evidence)")
                #expect(evidence["twice"].elements.isEmpty && evidence["again"].number == 0, "\(evidence)")
                #expect(evidence["event_count"].number == evidence["on_tape"].number)
                #expect(evidence["wrong"].elements.isEmpty, "\(evidence["wrong"].elements.prefix(10))")
                #expect(evidence["strangers"].elements.isEmpty && evidence["gaps"].elements.isEmpty)
                #expect(evidence["losses"].isEmpty, "\(evidence["losses"])")
            }
        }
    }
}
