// SPDX-License-Identifier: Apache-2.0
import EventSources
import Testing
import Threads

@testable import EvcamRuntime

/// What `evcam check` and `evcam control` do with a broker; real ones are tried elsewhere.
@Suite struct BrokerCommandTests {
    private let settings = BrokerSettings(
        urls: ["a", "b"].map { BrokerURL(transport: .amqp, host: $0, password: "pw") })

    @Test func `every broker is checked, and one that others stand in for may be away`() throws {
        let broker = FakeBroker(unreachable: ["a"])
        let check = BrokerCheck(settings, connect: broker.connect)
        #expect(
            check.lines == [
                "amqp://guest:**@a:5672//: nobody listens", "amqp://guest:**@b:5672//: reached, and logged in",
                "  the queue may be declared",
                "  it is short of memory",
            ])
        #expect(check.failure == nil && broker.record.withLock(\.open) == 0)
        let nobody = FakeBroker(unreachable: ["a", "b"])
        #expect(BrokerCheck(settings, connect: nobody.connect).failure?.kind == .unreachable)
    }

    @Test func `a broker whose events may not be followed is none`() {
        let one = BrokerCheck(settings, connect: FakeBroker(refusing: ["a"]).connect)
        #expect(one.failure == nil && one.lines.contains("  the queue may not be read"))
        let none = BrokerCheck(settings, connect: FakeBroker(unreachable: ["b"], refusing: ["a"]).connect)
        #expect(
            none.failure
                == BrokerError(
                    .accessRefused,
                    "the events of amqp://guest:**@a:5672// cannot be followed: the queue may not be read"))
    }

    @Test func `a command goes to the first broker that can be reached`() throws {
        let broker = FakeBroker(
            replies: [
                ControlReply(node: "w1@a", reply: #"{"ok": "pong"}"#),
                ControlReply(node: "w2@b\u{1B}", reply: #"{"error": ["no", 1]}"#),
            ], unreachable: ["a"])
        let command = ControlCommand(.ping, destination: ["w1@a", "w3@c"])
        let outcome = try WorkerControl.call(command, settings, timeout: 1, connect: broker.connect)
        #expect(outcome.missing == ["w3@c"] && outcome.hasErrors)
        #expect(
            outcome.text == """
                ->  w1@a: OK
                        pong
                ->  w2@b\u{FFFD}: ERROR
                        ['no', 1]

                """)
        #expect(outcome.json == #"{"w1@a": {"ok": "pong"}, "w2@b\u001b": {"error": ["no", 1]}}"# + "\n")
        let record = broker.record.withLock { $0 }
        #expect(record.commands == [command] && record.open == 0)
    }

    @Test(arguments: [
        (#"{"ok": "task events enabled"}"#, "task events enabled", false), (#""plain""#, "\"plain\"", false),
        (#"{"ok": null}"#, "None", false), ("not json", "not json", false), (#"{"error": "no"}"#, "no", true),
    ])
    func `any answer can be shown`(_ reply: String, _ text: String, _ isError: Bool) {
        let outcome = WorkerControl.Outcome(replies: [ControlReply(node: "n", reply: reply)], missing: [])
        #expect(outcome.text == "->  n: \(isError ? "ERROR" : "OK")\n        \(text)\n" && outcome.hasErrors == isError)
    }

    @Test func `looking on takes nothing from a durable queue`() throws {
        let read = try configuration(
            "broker: {url: amqp://h, queue: durable}\ntape: {path: t}\ncameras: [{camera: console}]\n")
        guard case .broker(let settings) = EventOrigin(read) else {
            Issue.record("no broker")
            return
        }
        #expect(settings.rabbitMQ.queue == .transient)
        guard case .recording(let path) = EventOrigin(try configuration("replay: /x\ncameras: [{camera: console}]\n"))
        else {
            Issue.record("no recording")
            return
        }
        #expect(path == "/x" && EventOrigin(Configuration()) == nil)
    }
}
