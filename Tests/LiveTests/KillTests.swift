// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension LiveTests {
    /// With a durable queue and a tape nothing is lost and nothing counted twice, whenever evcam is killed.
    struct KillTests {
        /// How often; `EVCAM_KILLS` says it for long runs.
        private static let kills = ProcessInfo.processInfo.environment["EVCAM_KILLS"].flatMap { Int($0) } ?? 5

        @Test func `what is killed and started again has recorded everything once`() async throws {
            try await LiveTests.on(.amqp) { cluster in
                try cluster.configure(broker: ["queue: durable"])
                try cluster.record()
                try cluster.receive(waits: true)
                try cluster.work()
                // More than there will be time for: load around each kill.
                try cluster.send(["--plain", "--tasks", "1000000", "--rate", "50"])
                for _ in 0..<Self.kills {
                    // At any moment: of a connection, of a replay of the tape, of a picture.
                    usleep(.random(in: 100_000...1_100_000))
                    #expect(cluster.evcam?.end(SIGKILL) == 128 + SIGKILL)
                    try cluster.record(waits: false)
                }
                try cluster.evcam?.wait(for: "following the events of", times: 1)
                // However slow the machine is: there was load.
                try cluster.sent(100)
                try cluster.sendNoMore()
                try cluster.finish()
                let evidence = try cluster.end()
                #expect(evidence["missing"].number == 0 && evidence["beyond"].number == 0, "\(evidence)")
                #expect(evidence["twice"].elements.isEmpty, "\(evidence["twice"])")
                // The receiver's own probes are on the tape too.
                #expect(evidence["event_count"].number == evidence["on_tape"].number, "\(evidence)")
                #expect(evidence["truth"].number >= 100 && evidence["seen"].number > 300)
                print("\(Self.kills) kills: \(evidence["truth"]) tasks, \(evidence["seen"]) events")
                #expect(evidence["wrong"].elements.isEmpty, "\(evidence["wrong"])")
                #expect(evidence["strangers"].elements.isEmpty && evidence["gaps"].elements.isEmpty, "\(evidence)")
                try cluster.compareWithCelery()
            }
        }
    }
}
