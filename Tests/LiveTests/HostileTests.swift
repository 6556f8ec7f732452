// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension LiveTests {
    /// Whoever can publish can publish anything: the tasks beside it are recorded all the same.
    @Suite(.serialized) @LiveActor struct HostileTests {
        /// What evcam's memory must stay below, in a build for debugging, with some 10,000 things to remember.
        private static let bound = 400 << 20

        @Test(.enabled(if: Python.isThorough, "a long one: EVCAM_THOROUGH=1"), arguments: [BrokerKind.redis, .amqp])
        func `garbage harms nobody`(kind: BrokerKind) throws {
            try LiveTests.on(kind) { cluster in
                try cluster.configure(tape: false)
                let evcam = try cluster.record()
                try cluster.work()
                try cluster.send(["--plain", "--tasks", "150", "--rate", "20"])
                try cluster.sent(50)
                let publisher = try cluster.publish("hostile.py", [])
                let sent = try publisher.read { $0["done"].isTrue }["sent"]
                publisher.close()
                #expect(sent["hosts"].number == 10_000)
                try cluster.finish()
                let memory = evcam.residentBytes
                #expect(memory > 0 && memory < Self.bound, "\(memory)")
                let evidence = try cluster.end(isWhole: false)
                #expect(evidence["truth"].number > 100 && evidence["wrong"].elements.isEmpty, "\(evidence["wrong"])")
                #expect(evidence["gaps"].elements.isEmpty, "\(evidence)")
                // Random bytes, pickles, unknown types and the big one; what else is lost depends on the decoder.
                let losses = (evidence["losses"].value as? [String: NSNumber] ?? [:]).mapValues(\.intValue)
                let lost = losses.values.reduce(0, +)
                let least = ["garbage", "pickle", "unknown", "big"].reduce(0) { $0 + sent[$1].number }
                #expect(lost >= least, "\(losses)")
                #expect(evidence["event_count"].number >= 12_000, "\(evidence["event_count"])")
                for (cause, count) in losses {
                    #expect(evcam.said.contains("\(cause) \(count)"), "\(evcam.said.suffix(3000))")
                }
            }
        }
    }
}
