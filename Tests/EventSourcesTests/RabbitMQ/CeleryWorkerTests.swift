// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Testing

@testable import EventSources

extension RabbitMQTests {
    @Suite(
        .enabled(if: CeleryWorker.python != nil, "needs Celery: set EVCAM_TEST_PYTHON, as Scripts/test.sh does"))
    struct CeleryWorkerTests {
        @Test func `a worker's events and answers`() throws {
            let server = try Rabbit.server()
            let connection = try Rabbit.connect(Rabbit.url(user: Rabbit.leastUser))
            defer { connection.close() }
            _ = try connection.subscribe()
            let worker = try CeleryWorker("w1@evcam", broker: "amqp://guest:guest@127.0.0.1:\(server.port)//")
            try withExtendedLifetime(worker) {
                let online = try event(connection) { $0.contains(#""type": "worker-online""#) }
                #expect(online.contains(#""hostname": "w1@evcam""#))

                let caller = try Rabbit.connect(Rabbit.url(user: Rabbit.leastUser))
                defer { caller.close() }
                // The event is sent before the worker listens to commands.
                var answers: [ControlReply] = []
                let deadline = Deadline.after(20)
                while answers.isEmpty, !deadline.isOver {
                    answers = try caller.call(ControlCommand(.ping, destination: ["w1@evcam"]), timeout: 1)
                }
                #expect(answers == [ControlReply(node: "w1@evcam", reply: #"{"ok": "pong"}"#)])
                let enabled = try caller.call(ControlCommand(.enableEvents, destination: ["w1@evcam"]), timeout: 10)
                #expect(enabled.first?.reply == #"{"ok": "task events enabled"}"#)

                // Only the answer to this command has no load average.
                try connection.broadcast(ControlCommand(.heartbeat))
                #expect(connection.takeNotices().isEmpty)
                _ = try event(connection) { $0.contains(#""type": "worker-heartbeat""#) && !$0.contains("loadavg") }
            }
        }

        /// The first event that is meant.
        private func event(_ connection: RabbitMQConnection, _ isMeant: (String) -> Bool) throws -> String {
            let deadline = Deadline.after(30)
            let batch = MessageBatch()
            while !deadline.isOver {
                batch.removeAll()
                _ = try connection.receive(into: batch, maxBytes: 1 << 20, timeout: 0.2)
                for message in batch.messages {
                    #expect(batch.text(message.sender) == "w1@evcam")
                    #expect(batch.text(message.contentType) == "application/json")
                    let body = batch.text(message.bytes)
                    if isMeant(body) { return body }
                }
            }
            Issue.record("no such event came")
            return ""
        }
    }
}
