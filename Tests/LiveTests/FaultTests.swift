// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension LiveTests {
    /// Whatever happens to brokers and networks: what became of a task is recorded, or a gap tells of the time.
    struct FaultTests {
        private static let steps = ["--plain", "--tasks", "150", "--rate", "40"]
        /// How long whoever sends waits for tasks that stand still, in seconds: a fault may have lost some for good.
        private static let patience = 10
        private static let lost = "no events from"

        @Test func `Redis drops its listeners`() async throws {
            try await hurt(.redis) { cluster in try cluster.brokers.call("redis", "kill_clients") }
        }

        @Test func `RabbitMQ closes all connections`() async throws {
            try await hurt(.amqp) { cluster in try cluster.brokers.call("rabbit", "close_connections") }
        }

        @Test(arguments: [BrokerKind.redis, .amqp])
        func `a broker is killed and comes back`(kind: BrokerKind) async throws {
            try await hurt(kind) { cluster in
                let brokers = cluster.brokers
                try brokers.call(cluster.place.name, "kill")
                try brokers.call(cluster.place.name, "start")
            }
        }

        @Test func `the Sentinels name another master`() async throws {
            try await hurt(.sentinel) { cluster in
                let brokers = cluster.brokers
                try brokers.call("trio", "fail_over")
                try brokers.call("trio", "restart_killed")
            }
        }

        @Test func `the queue is deleted`() async throws {
            // A name of its own tells evcam's queue from the receiver's and the workers'.
            try await hurt(.amqp, broker: ["queue_prefix: deleted"]) { cluster in
                let brokers = cluster.brokers
                let queues = try brokers.call("rabbit", "queues", ["vhost": cluster.place.vhost]).elements
                let names = queues.map { $0["name"].text }.filter { $0.hasPrefix("deleted.") }
                #expect(names.count == 1, "\(names)")
                for name in names {
                    try brokers.call("rabbit", "delete_queue", ["name": name, "vhost": cluster.place.vhost])
                }
            }
        }

        @Test(arguments: [BrokerKind.redis, .amqp], ["drop", "reset"])
        func `the network breaks`(kind: BrokerKind, command: String) async throws {
            try await LiveTests.on(kind) { cluster in
                let proxy = try FaultProxy(to: cluster.place.port, log: cluster.folder + "/proxy.log")
                defer { proxy.close() }
                let evcam = try begin(cluster, proxy)
                try proxy.do(command)
                if command == "drop" {
                    try evcam.wait(for: "heartbeat_missed", seconds: 20)
                    try proxy.do("pass")
                }
                try evcam.wait(for: "following the events of", times: 2)
                try cluster.finish()
                let evidence = try cluster.end(isWhole: false)
                expectTruth(evidence, evcam)
                // The receiver was not hurt: it knows each event that evcam missed.
                #expect(evidence["missing_outside_gaps"].elements.isEmpty, "\(evidence)")
                #expect(!evidence["gaps"].elements.isEmpty)
                for gap in evidence["gaps"].elements {
                    #expect(gap["at_least"].number <= gap["missed_starts"].number, "\(gap)")
                    #expect(gap["at_most"].isUnknown || gap["missed"].number <= gap["at_most"].number, "\(gap)")
                }
                #expect(evcam.said.contains(Self.lost))
            }
        }

        @Test(arguments: [BrokerKind.redis, .amqp])
        func `a slow network loses nothing`(kind: BrokerKind) async throws {
            try await LiveTests.on(kind) { cluster in
                let proxy = try FaultProxy(to: cluster.place.port, log: cluster.folder + "/proxy.log")
                defer { proxy.close() }
                let evcam = try begin(cluster, proxy)
                try proxy.do("delay", ["seconds": 0.3])
                try cluster.finish()
                try proxy.do("pass")
                let evidence = try cluster.end()
                expectTruth(evidence, evcam)
                #expect(evidence["missing"].number == 0, "\(evidence)")
                #expect(evidence["gaps"].elements.isEmpty && evidence["wrong"].elements.isEmpty, "\(evidence)")
            }
        }

        @Test func `RabbitMQ is out of memory for a while`() async throws {
            try await LiveTests.on(.amqp) { cluster in
                let brokers = cluster.brokers
                // All stands still until the alarm ends, and nothing is lost by it.
                let evcam = try begin(cluster, nil, patience: 60)
                try brokers.call("rabbit", "memory_alarm", ["on": true])
                // Longer than two heartbeats of 2 s: whoever only listens is not to lose the connection.
                usleep(5_000_000)
                try brokers.call("rabbit", "memory_alarm", ["on": false])
                try cluster.finish()
                let evidence = try cluster.end()
                expectTruth(evidence, evcam)
                #expect(evidence["missing_outside_gaps"].elements.isEmpty, "\(evidence)")
            }
        }

        /// A fault that hurts all: it happens amid the tasks.
        private func hurt(
            _ kind: BrokerKind, broker: [String] = [], _ fault: @Sendable (LiveCluster) throws -> Void
        ) async throws {
            try await LiveTests.on(kind) { cluster in
                let evcam = try begin(cluster, nil, broker: broker)
                try fault(cluster)
                try evcam.wait(for: "following the events of", times: 2, seconds: 60)
                try cluster.finish()
                let evidence = try cluster.end(isWhole: false)
                expectTruth(evidence, evcam)
                #expect(!evidence["gaps"].elements.isEmpty && evcam.said.contains(Self.lost), "\(evidence)")
            }
        }

        private func begin(
            _ cluster: LiveCluster, _ proxy: FaultProxy?, broker: [String] = [], patience: Int = patience
        ) throws -> Evcam {
            try cluster.configure(
                url: proxy.map { cluster.place.url(through: $0.port) }, broker: ["heartbeat: 2s"] + broker)
            let evcam = try cluster.record()
            try cluster.receive()
            try cluster.work()
            try cluster.send(Self.steps + ["--patience", "\(patience)"])
            try cluster.sent(50)
            return evcam
        }

        private func expectTruth(_ evidence: JSON, _ evcam: Evcam) {
            #expect(evidence["truth"].number > 100)
            #expect(evidence["wrong_outside_gaps"].elements.isEmpty, "\(evidence)\n\(evcam.said.suffix(3000))")
            #expect(evidence["event_count"].number == evidence["on_tape"].number)
            #expect(evidence["twice"].elements.isEmpty, "\(evidence["twice"])")
        }
    }
}
