// SPDX-License-Identifier: Apache-2.0
import Testing

extension LiveTests {
    /// A cluster that nothing happens to is recorded as it is.
    struct RecordingTests {
        private static let clusters: [(BrokerKind, String)] = [
            (.redis, "5.7.0"), (.amqp, "5.7.0"), (.rediss, "5.7.0"), (.amqps, "5.7.0"), (.sentinel, "5.7.0"),
            (.redis, "5.6.2"), (.amqp, "4.4.7"),
        ]

        @Test(arguments: clusters)
        func `a live recording has every event, every end, and Celery's state`(
            kind: BrokerKind, celery: String
        ) async throws {
            try await LiveTests.on(kind, celery: celery) { cluster in
                try cluster.configure()
                try cluster.record()
                try cluster.receive()
                try cluster.work(prefork: true)
                try cluster.send(["--prefork", "--tasks", "50"])
                try cluster.finish()
                let evidence = try cluster.end()
                #expect(evidence["seen"].number > 150 && evidence["truth"].number > 50)
                #expect(evidence["missing"].number == 0, "\(evidence["first_missing"])")
                #expect(evidence["wrong"].elements.isEmpty, "\(evidence["wrong"])")
                #expect(evidence["strangers"].elements.isEmpty && evidence["gaps"].elements.isEmpty)
                #expect(evidence["final"].isTrue && evidence["event_count"].number == evidence["on_tape"].number)
                try cluster.compareWithCelery()
            }
        }
    }
}
