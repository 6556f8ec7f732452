// SPDX-License-Identifier: Apache-2.0
import EventSources
import Testing

@testable import EvcamRuntime

@Suite struct EventDumpTests {
    /// A source that says what it is told to.
    private final class ScriptedSource: EventSource {
        let name = "amqp://guest:**@h:5672//"
        let losses: [SourceLoss: UInt64] = [:]
        let doorbell: Doorbell
        var position = DeliveryPosition()
        var acknowledged = 0
        var script: [(MessageBatch) throws -> SourceStatus]

        init(_ script: [(MessageBatch) throws -> SourceStatus]) throws {
            self.script = script
            doorbell = try Doorbell()
        }

        func receive(
            into batch: MessageBatch, maxMessages: Int, maxBytes: Int, timeout: Double?
        ) throws -> SourceStatus {
            batch.removeAll()
            return script.isEmpty ? .ended : try script.removeFirst()(batch)
        }

        func acknowledge(_ position: DeliveryPosition) { acknowledged += 1 }
    }

    private final class Sink: DumpOutput {
        var text = ""
        var ticks = 0
        var isFinished = false
        var failure: DumpError?
        let files: [String] = []

        func write(_ bytes: UnsafeRawBufferPointer) throws(DumpError) {
            if let failure { throw failure }
            text += String(decoding: bytes, as: UTF8.self)
        }
        func tick(_ now: Double) { ticks += 1 }
        func finish() { isFinished = true }
    }

    private func message(
        _ text: String, contentType: String = "application/json", compression: String = ""
    ) -> (MessageBatch) -> SourceStatus {
        { batch in
            func copy(_ text: String) -> MessageBatch.Slice {
                var text = text
                return text.withUTF8 { batch.copy(UnsafeRawBufferPointer($0)) }
            }
            var message = MessageBatch.Message(bytes: copy(text), format: .body)
            message.received = 1795415286.25
            message.routingKey = copy("worker.he\"art")
            message.contentType = copy(contentType)
            message.compression = copy(compression)
            message.sender = copy("w1@h")
            batch.messages.append(message)
            return .messages
        }
    }

    private let heartbeat = #"{"type": "worker-heartbeat", "hostname": "w1@h", "timestamp": 0, "clock": 1}"#

    private func dump(
        _ script: [(MessageBatch) throws -> SourceStatus], as form: EventDump.Form, to sink: Sink = Sink()
    ) throws -> (text: String, complaints: [String], dump: EventDump) {
        var complaints: [String] = []
        let dump = EventDump(try ScriptedSource(script), as: form, to: sink) { complaints.append($0) }
        try dump.run(for: nil)
        #expect(sink.isFinished)
        return (sink.text, complaints, dump)
    }

    @Test func `text says what becomes of the connection, in Celery's words`() throws {
        func end(_ wasSubscribed: Bool) -> (MessageBatch) -> SourceStatus {
            { _ in
                .disconnected(
                    Disconnection(
                        peer: "amqp://guest:**@h:5672//", lastHeard: 0,
                        error: BrokerError(.unreachable, "nobody listens"), wasSubscribed: wasSubscribed,
                        isKept: false, attempt: 1))
            }
        }
        let connected: (MessageBatch) -> SourceStatus = { _ in
            .connected(Subscription(peer: "amqp://h", time: 0, backlog: 0, number: 1))
        }
        let run = try dump(
            [end(false), connected, message(heartbeat), message("[]"), end(true), { _ in .idle }],
            as: .text(forTerminal: false))
        #expect(
            run.text == """
                -> evdump: starting capture...
                -> Cannot connect to amqp://guest:**@h:5672//: nobody listens.
                Trying again

                w1@h [1970-01-01 00:00:00+00:00] heartbeat: clock=1, local_received=1795415286.25
                -> Connection lost, attempting reconnect

                """)
        #expect(run.dump.messages == 2 && run.complaints == [])
    }

    @Test func `a message that cannot be decoded is named and passed over`() throws {
        let run = try dump([message("{broken"), message(heartbeat)], as: .text(forTerminal: true))
        #expect(run.text.contains("heartbeat: clock=1"))
        #expect(run.complaints.count == 1 && run.dump.refused == 1)
        #expect(run.complaints[0].hasPrefix("amqp://guest:**@h:5672//: from w1@h: the message is not JSON"))
    }

    @Test func `a recording has each message as it came`() throws {
        let run = try dump(
            [
                message(heartbeat), message("[\n {\"type\":\r \"x\"}\n]"),
                message("\u{81}é\0", contentType: "application/x-msgpack", compression: "application/x-gzip"),
                message("{broken"),
            ], as: .recording)
        let lines = run.text.split(separator: "\n")
        let start = #"{"received":1795415286.250000,"routing_key":"worker.he\"art","#
        try #require(lines.count == 4)
        #expect(lines[0] == start + #""body":\#(heartbeat)}"#)
        #expect(lines[1] == start + #""body":[  {"type":  "x"} ]}"#)
        #expect(
            lines[2] == start
                + #""content_type":"application/x-msgpack","compression":"application/x-gzip","#
                + #""body_encoding":"base64","body":"woHDqQA="}"#)
        #expect(
            lines[3] == start
                + #""content_type":"application/json","body_encoding":"base64","body":"e2Jyb2tlbg=="}"#)
        #expect(run.dump.messages == 4 && run.complaints == [])
    }

    @Test func `lines of a recording are copied`() throws {
        let line = #"{"received": 5, "body": []}"#
        let recorded: (MessageBatch) -> SourceStatus = { batch in
            var text = line
            text.withUTF8 { batch.append(UnsafeRawBufferPointer($0), lineNumber: 3, format: .recordingLine) }
            return .messages
        }
        #expect(try dump([recorded], as: .recording).text == line + "\n")
    }

    @Test func `it stops when it is asked to, when the time is over, and when nobody reads`() throws {
        let sink = Sink()
        var stop: @Sendable () -> Void = {}
        let source = try ScriptedSource(
            (0..<10).map { number in
                { batch in
                    if number == 2 { stop() }
                    return self.message(self.heartbeat)(batch)
                }
            })
        let asked = EventDump(source, as: .recording, to: sink) { _ in }
        stop = asked.stop
        try asked.run(for: nil)
        #expect(asked.messages == 3 && source.acknowledged == 3 && sink.isFinished && sink.ticks == 3)
        let late = EventDump(try ScriptedSource([message(heartbeat)]), as: .recording, to: Sink()) { _ in }
        try late.run(for: 0)
        #expect(late.messages == 0)
    }

    @Test func `a failure ends the output all the same`() throws {
        let sink = Sink()
        sink.failure = DumpError("cannot write", exitCode: 74)
        let full = EventDump(try ScriptedSource([message(heartbeat)]), as: .recording, to: sink) { _ in }
        #expect(throws: DumpError.self) { try full.run(for: nil) }
        #expect(sink.isFinished)
        let other = Sink()
        let broken = EventDump(
            try ScriptedSource([{ _ in throw BrokerError(.unreachable, "given up") }]), as: .recording, to: other
        ) { _ in }
        #expect(throws: BrokerError.self) { try broken.run(for: nil) }
        #expect(other.isFinished)
    }
}
