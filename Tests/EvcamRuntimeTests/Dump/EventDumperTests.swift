// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources
import Testing

@testable import EvcamRuntime

/// The lines of a real `celery events --dump` (5.6.3, Redis); `DumperOracleTests` has whole recordings.
@Suite struct EventDumperTests {
    /// Dumps events, each received at that time.
    private func dump(_ events: [(received: Double, body: String)], showsControls: Bool = false) throws -> [String] {
        var dumper = EventDumper(showsControls: showsControls)
        var receiver = EventReceiver(localize: false)
        var bytes: [UInt8] = []
        let decoder = EventDecoder { batch in
            receiver.receive(batch)
            dumper.append(batch, to: &bytes)
        }
        let messages = MessageBatch()
        for event in events {
            messages.removeAll()
            var body = event.body
            body.withUTF8 { messages.append(UnsafeRawBufferPointer($0), format: .body) }
            _ = try decoder.decodeBody(messages[messages.messages[0].bytes], received: event.received)
        }
        decoder.flush()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    @Test func `the lines are Celery's`() throws {
        let envelope = #""hostname": "w1@host", "utcoffset": 0, "pid": 31256"#
        let task = #""uuid": "5943a167-8009-46b9-af93-ba6d163f1dac""#
        let described =
            task + #", "name": "t.add", "args": "(1, 1)", "kwargs": "{}", "root_id": "5943a167", "parent_id": null, "#
            + #""retries": 0, "eta": null, "expires": null"#
        let lines = try dump([
            (
                1795415843.0393825,
                #"{\#(envelope), "clock": 5, "freq": 5, "sw_ident": "py-celery", "sw_ver": "5.6.3", "sw_sys": "Linux", "timestamp": 1795415843.03856, "type": "worker-heartbeat"}"#
            ),
            (
                1795415843.4227848,
                #"{\#(envelope), "clock": 6, "freq": 2.0, "active": 0, "processed": 0, "loadavg": [4.28, 4.18, 2.77], "timestamp": 1795415843, "type": "worker-online"}"#
            ),
            (
                1795415849.8470514,
                #"{\#(envelope), "clock": 17, \#(described), "timestamp": 1795415849.842755, "type": "task-received"}"#
            ),
            (
                1795415849.8474898,
                #"{"hostname": "gen1@vm", "clock": 9, \#(described), "queue": "cq", "exchange": "", "routing_key": "cq", "timestamp": 1795415849.843893, "type": "task-sent"}"#
            ),
            (
                1795415849.8497365,
                #"{\#(envelope), "clock": 19, \#(task), "result": "2", "runtime": 0.00040657600015947537, "timestamp": 1795415849.848633, "type": "task-succeeded"}"#
            ),
        ])
        let text = "t.add(5943a167-8009-46b9-af93-ba6d163f1dac) args=(1, 1) kwargs={}"
        #expect(
            lines == [
                "w1@host [2026-11-23 06:37:23.038560+00:00] heartbeat: clock=5, freq=5, local_received=1795415843.0393825, pid=31256, sw_ident=py-celery, sw_sys=Linux, sw_ver=5.6.3, utcoffset=0",
                "w1@host [2026-11-23 06:37:23+00:00] started: active=0, clock=6, freq=2.0, loadavg=[4.28, 4.18, 2.77], local_received=1795415843.4227848, pid=31256, processed=0, utcoffset=0",
                "w1@host [2026-11-23 06:37:29.842755+00:00] task received: \(text) clock=17, eta=None, expires=None, local_received=1795415849.8470514, parent_id=None, pid=31256, retries=0, root_id=5943a167, utcoffset=0",
                "gen1@vm [2026-11-23 06:37:29.843893+00:00] task sent: \(text) clock=17, eta=None, exchange=, expires=None, local_received=1795415849.8474898, parent_id=None, queue=cq, retries=0, root_id=5943a167, routing_key=cq",
                "w1@host [2026-11-23 06:37:29.848633+00:00] task succeeded: \(text) clock=19, local_received=1795415849.8497365, pid=31256, result=2, runtime=0.00040657600015947537, utcoffset=0",
            ])
    }

    @Test func `an event that lacks what Celery needs does not end it`() throws {
        let lines = try dump([
            (1.5, "{}"), (1.5, #"{"type": "task-received"}"#), (1.5, #"{"type": "task-failed", "uuid": 7}"#),
            (1.5, #"{"type": 5, "hostname": [1]}"#),
            (1.5, #"{"type": "worker-offline", "timestamp": "x", "clock": null}"#),
            (1.5, #"{"type": "worker-offline", "timestamp": 1e300, "hostname": null}"#),
        ])
        #expect(
            lines == [
                "None [None] none: local_received=1.5",
                "None [None] task received: None(None) args=None kwargs=None clock=1, local_received=1.5",
                "None [None] task failed:  clock=2, local_received=1.5", "[1] [None] 5: local_received=1.5",
                "None [None] shutdown: clock=3, local_received=1.5",
                "None [None] shutdown: clock=4, local_received=1.5",
            ])
    }

    @Test func `a terminal is not commanded by what tasks are called with`() throws {
        let event = #"{"type": "custom-x", "hostname": "h", "timestamp": 0, "a": "\u001b[2Jx\u009b1m\ty\nz"}"#
        #expect(
            try dump([(1, event)], showsControls: true) == [
                "h [1970-01-01 00:00:00+00:00] custom x: a=\\x1b[2Jx\\x9b1m\ty", "z, clock=1, local_received=1.0",
            ])
        #expect(try dump([(1, event)])[0].contains("\u{1B}[2J"))
    }

    @Test func `texts of tasks are remembered as kombu's LRU cache does it`() {
        var texts = TaskTexts(limit: 3)
        func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
        for name in ["a", "b", "c"] { texts.set(bytes(name), bytes(name)) }
        #expect(texts[bytes("a")] == bytes("a"))
        texts.set(bytes("b"), bytes("B"))
        texts.set(bytes("d"), bytes("d"))
        #expect(texts[bytes("b")] == nil && texts[bytes("a")] != nil && texts[bytes("c")] != nil)
        texts.set(bytes("e"), bytes("e"))
        #expect(texts[bytes("d")] == nil && texts[bytes("e")] == bytes("e"))
        // The newest is what bytes are taken from last.
        var small = TaskTexts(limit: 10, maxBytes: 10)
        for name in ["1", "2", "3"] { small.set(bytes(name), bytes("text")) }
        #expect(small[bytes("1")] == nil && small[bytes("3")] == bytes("text"))
        small.set(bytes("4"), bytes("far too long a text"))
        #expect(small[bytes("4")] == nil && small[bytes("3")] == nil)
    }

    @Test(
        arguments: [
            (0.0, "1970-01-01 00:00:00+00:00"), (1.9999999, "1970-01-01 00:00:02+00:00"),
            (-0.5, "1969-12-31 23:59:59.500000+00:00"), (253402300799, "9999-12-31 23:59:59+00:00"),
            (253402300800, nil), (.nan, nil), (-62135596800, "0001-01-01 00:00:00+00:00"), (-1e12, nil),
            (.infinity, nil),
        ] as [(Double, String?)])
    func `times are Python's`(_ seconds: Double, _ text: String?) {
        #expect(PythonTime.text(seconds) == text)
    }
}
