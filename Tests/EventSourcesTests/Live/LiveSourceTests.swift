// SPDX-License-Identifier: Apache-2.0
import EventSources
import Logging
import Testing
import Threads

@Suite struct LiveSourceTests {
    private static let hosts = ["a", "b"]

    private func source(
        _ broker: ScriptedBroker, hosts: [String] = ["a"], failFast: Bool = false,
        change: (inout BrokerSettings) -> Void = { _ in }
    ) throws -> LiveSource {
        var settings = BrokerSettings(urls: hosts.map { BrokerURL(transport: .amqp, host: $0) })
        change(&settings)
        return try LiveSource(
            settings, doorbell: try Doorbell(), failFast: failFast, logger: Logger(label: "test"),
            connect: { url, settings throws(BrokerError) in try broker.connect(url, settings) }, onLoss: { _, _ in })
    }

    /// What comes until the source has nothing more to say for a while, in a few words each.
    private func story(_ source: LiveSource, until last: String) throws -> [String] {
        var story: [String] = []
        let batch = MessageBatch()
        while story.last != last {
            switch try source.receive(into: batch, maxMessages: .max, maxBytes: .max, timeout: 20) {
            case .idle: return story + ["silence"]
            case .ended: return story + ["ended"]
            case .connected(let subscription): story.append("connected \(subscription.number)")
            case .disconnected(let end):
                story.append("\(end.wasSubscribed ? "lost" : "failed") \(end.error.kind.rawValue) \(end.attempt)")
            case .messages: story += batch.messages.map { batch.text($0.bytes) }
            }
        }
        return story
    }

    @Test func `messages, ends and new connections come in order`() throws {
        let broker = ScriptedBroker([
            .messages(["1", "2"], end: .connectionLost), .refused(.unreachable), .messages(["3"], end: nil),
        ])
        let source = try source(broker)
        defer { source.close() }
        #expect(
            try story(source, until: "3") == [
                "connected 1", "1", "2", "lost connection_lost 1", "failed unreachable 2", "connected 2", "3",
            ])
    }

    @Test func `workers are woken after each subscription`() throws {
        let broker = ScriptedBroker([.messages(["1"], end: .connectionLost), .messages(["2"], end: nil)])
        let source = try source(broker)
        defer { source.close() }
        _ = try story(source, until: "2")
        let commands = broker.record.withLock(\.commands)
        #expect(commands == [ControlCommand(.heartbeat), ControlCommand(.heartbeat)])
    }

    @Test func `the next broker of a list is tried at once`() throws {
        let broker = ScriptedBroker([.refused(.unreachable), .messages(["1"], end: nil)])
        let source = try source(broker, hosts: ["a", "b"])
        defer { source.close() }
        _ = try story(source, until: "1")
        #expect(broker.record.withLock(\.hosts) == ["a", "b"])
    }

    @Test func `what is acknowledged reaches the connection that delivered it, and no other`() throws {
        let broker = ScriptedBroker([.messages(["1", "2"], end: .connectionLost), .messages(["3"], end: nil)])
        let source = try source(broker)
        _ = try story(source, until: "2")
        let old = source.position
        _ = try story(source, until: "3")
        source.acknowledge(old)
        source.acknowledge(source.position)
        source.close(within: 10)
        #expect(broker.record.withLock(\.acknowledged) == [1])
        #expect(broker.record.withLock(\.closed) == 2)
    }

    @Test func `fail fast ends with the broker's error`() throws {
        let broker = ScriptedBroker([.refused(.unreachable), .refused(.authentication)])
        let source = try source(broker, hosts: Self.hosts, failFast: true)
        let batch = MessageBatch()
        let error = #expect(throws: BrokerError.self) {
            while true { _ = try source.receive(into: batch, maxMessages: 1, maxBytes: 1, timeout: nil) }
        }
        #expect(error?.kind == .authentication)
    }

    @Test func `max_retries ends it`() throws {
        let broker = ScriptedBroker([.refused(.unreachable), .refused(.unreachable), .refused(.unreachable)])
        let source = try source(broker) { $0.maxRetries = 1 }
        let batch = MessageBatch()
        let error = #expect(throws: BrokerError.self) {
            while true { _ = try source.receive(into: batch, maxMessages: 1, maxBytes: 1, timeout: nil) }
        }
        #expect(error?.description == "refused; given up after 1 retry (max_retries)")
        #expect(broker.record.withLock(\.hosts).count == 2)
    }

    @Test func `commands are sent over the connection`() throws {
        let broker = ScriptedBroker([.messages(["1"], end: nil)])
        let source = try source(broker) { $0.wakesWorkers = false }
        defer { source.close() }
        _ = try story(source, until: "1")
        source.broadcast(ControlCommand(.enableEvents, destination: ["w@h"]))
        let commands = broker.record.wait(nanoseconds: 10_000_000_000) { $0.commands.isEmpty ? nil : $0.commands }
        #expect(commands == [ControlCommand(.enableEvents, destination: ["w@h"])])
    }

    @Test func `a connection is kept alive while the intake takes nothing, and what came before its end counts`() throws
    {
        // A batch is of a megabyte: two of them, and a third that is not asked for any more.
        let texts = (0..<30).map { "\($0) " + String(repeating: "x", count: 100_000) }
        let broker = ScriptedBroker([.messages(texts, end: nil), .messages(["new"], end: nil)])
        broker.record.withLock { $0.diesAt = (3, .heartbeatMissed) }
        let source = try source(broker) { $0.maxBacklogBytes = 150_000 }
        defer { source.close() }
        #expect(broker.record.wait(nanoseconds: 20_000_000_000) { $0.keptAlive >= 3 ? true : nil } == true)
        #expect(
            try story(source, until: "new")
                == ["connected 1"] + texts[..<22] + ["lost heartbeat_missed 1", "connected 2", "new"])
    }

    @Test func `a reader stops at the limit of what the intake has not taken, and goes on`() throws {
        let texts = (0..<200).map { "\($0) " + String(repeating: "x", count: 100_000) }
        let broker = ScriptedBroker([.messages(texts, end: nil)])
        let source = try source(broker) { $0.maxBacklogBytes = 2_000_000 }
        defer { source.close() }
        let last = try #require(texts.last)
        #expect(try story(source, until: last) == ["connected 1"] + texts)
    }
}
