// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension LiveTests {
    /// Starts while the broker is down.
    struct StartTests {
        @Test(arguments: [BrokerKind.redis, .amqp]) func `a dead broker is waited for`(kind: BrokerKind) async throws {
            try await LiveTests.on(kind) { cluster in
                let brokers = cluster.brokers
                try cluster.configure()
                try brokers.call(cluster.place.name, "kill")
                let evcam: Evcam
                do {
                    // Whatever happens here, the next test wants the broker.
                    defer { _ = try? brokers.call(cluster.place.name, "start") }
                    evcam = try cluster.record(waits: false)
                    try evcam.wait(for: "no connection: ", times: 2)
                    #expect(evcam.said.contains("127.0.0.1:\(cluster.place.port)"))
                    #expect(!evcam.said.contains(cluster.place.url) && !evcam.said.contains("p@ss"))
                }
                try evcam.wait(for: "following the events of", seconds: 60)
                try cluster.receive()
                try cluster.work()
                try cluster.send(["--plain", "--tasks", "20"])
                try cluster.finish()
                let evidence = try cluster.end()
                #expect(evidence["missing"].number == 0 && evidence["wrong"].elements.isEmpty, "\(evidence)")
                // Nothing was followed before: nobody knows of a gap.
                #expect(evidence["gaps"].elements.isEmpty, "\(evidence)")
            }
        }

        @Test func `whoever wants to know at once is told`() async throws {
            try await LiveTests.on(.redis) { cluster in
                try cluster.configure(url: "redis://127.0.0.1:1/0")
                let evcam = try Evcam(["record", "-c", "evcam.yaml", "--fail-fast"], in: cluster.folder)
                #expect(evcam.wait() == 69)
                #expect(evcam.said.contains("127.0.0.1:1"))
            }
        }

        @Test(arguments: [SIGINT, SIGTERM]) func `it ends at once while it waits`(signal: Int32) async throws {
            try await LiveTests.on(.redis) { cluster in
                try cluster.configure(url: "amqp://127.0.0.1:1//")
                let evcam = try cluster.record(waits: false)
                // By then a pause lasts seconds: the end comes amid one.
                try evcam.wait(for: "no connection: ", times: 4, seconds: 60)
                #expect(evcam.end(signal) == 0)
                // It did not wait for the next try.
                #expect(evcam.said.components(separatedBy: "no connection: ").count == 5)
            }
        }
    }
}
