// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension LiveTests {
    /// Whoever can publish can publish anything: the tasks beside it are recorded all the same.
    struct HostileTests {
        /// What evcam's memory must stay below.
        ///
        /// 64 MB of the state, as much that an older snapshot still shows, as much that the camera's process is shown,
        /// 64 MB that wait to be read, and the program itself, built for debugging. The biggest bodies alone are 474 MB.
        private static let bound = 440 << 20

        @Test(arguments: [BrokerKind.redis, .amqp])
        func `garbage harms nobody`(kind: BrokerKind) async throws {
            try await LiveTests.on(kind) { cluster in
                try cluster.configure(
                    tape: false, camera: "jsonl, truncate: 2000",
                    more: ["limits: {max_bytes: 64MB, max_backlog: 64MB}"])
                let evcam = try cluster.record()
                try cluster.work()
                try cluster.send(["--plain", "--tasks", "150", "--rate", "20"])
                try cluster.sent(50)
                let publisher = try cluster.publish("hostile.py", [])
                let sent = try publisher.read { $0["done"].isTrue }["sent"]
                publisher.close()
                #expect(sent["hosts"].number == 30_000)
                try cluster.finish()
                let memory = evcam.mostResidentBytes
                print("\(kind): at most \(memory >> 20) MB")
                #expect(memory > 0 && memory < Self.bound, "\(memory)")
                let evidence = try cluster.end(isWhole: false)
                #expect(evidence["truth"].number > 100)
                // Redis cuts off who leaves 32 MB lying, three of the biggest: on a starved machine that happens, and is
                // told as a gap.
                #expect(evidence["wrong_outside_gaps"].elements.isEmpty, "\(evidence["wrong"]) \(evidence["gaps"])")
                let gaps = evidence["gaps"].elements
                if kind == .amqp { #expect(gaps.isEmpty, "\(evidence)") }
                // Random bytes, pickles, unknown types and the big one; what else is lost depends on the decoder.
                let losses = (evidence["losses"].value as? [String: NSNumber] ?? [:]).mapValues(\.intValue)
                let lost = losses.values.reduce(0, +)
                let least = ["garbage", "pickle", "unknown", "big"].reduce(0) { $0 + sent[$1].number }
                if gaps.isEmpty { #expect(lost >= least, "\(losses)") }
                if gaps.isEmpty { #expect(evidence["event_count"].number >= 32_000, "\(evidence["event_count"])") }
                for (cause, count) in losses {
                    #expect(evcam.said.contains("\(cause) \(count)"), "\(evcam.said.suffix(3000))")
                }
            }
        }
    }
}
