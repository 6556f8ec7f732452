// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension LiveTests {
    /// A list of brokers, of which not all are there.
    struct FailoverTests {
        @Test(arguments: [BrokerKind.redis, .amqp])
        func `the next broker of a list is followed, and come back to`(kind: BrokerKind) async throws {
            try await LiveTests.on(kind) { cluster in
                let dead = kind == .redis ? "redis://127.0.0.1:1/0" : "amqp://127.0.0.1:1//"
                try Data(
                    """
                    broker: ["\(dead)", "\(cluster.place.url)"]
                    tape: {path: tape}
                    freq: 200ms
                    cameras: [{camera: jsonl, options: {path: recording.jsonl}}]
                    """.utf8
                ).write(to: URL(fileURLWithPath: cluster.folder + "/evcam.yaml"))
                let evcam = try cluster.record()
                #expect(evcam.said.contains("no connection: cannot reach \(dead.prefix { $0 != ":" })://"))
                try cluster.brokers.call(
                    cluster.place.name, kind == .redis ? "kill_clients" : "close_connections")
                try evcam.wait(for: "following the events of", times: 2)
                try cluster.receive()
                try cluster.work()
                try cluster.send(["--plain", "--tasks", "20"])
                try cluster.finish()
                let evidence = try cluster.end()
                #expect(evidence["missing"].number == 0 && evidence["wrong"].elements.isEmpty, "\(evidence)")
            }
        }
    }
}
