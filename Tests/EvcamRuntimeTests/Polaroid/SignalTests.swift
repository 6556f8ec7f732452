// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import TestSupport
import Testing

@Suite struct SignalTests {
    private struct Trouble: Error {}

    let log = RecordedLog()

    @Test func `receivers are called in the order in which they came`() {
        let signal = Signal<Int>(name: "shutter_signal", logger: log.logger)
        var calls: [String] = []
        signal.connect("a") { calls.append("a\($0)") }
        signal.connect("b") { calls.append("b\($0)") }
        signal.send(1)
        #expect(calls == ["a1", "b1"])
    }

    @Test func `one that throws is logged and stops nobody`() {
        let signal = Signal<Int>(name: "shutter_signal", logger: log.logger)
        var calls = 0
        signal.connect("first") { _ in throw Trouble() }
        signal.connect("second") { _ in calls += 1 }
        signal.send(1)
        #expect(calls == 1)
        #expect(log.lines == ["error Signal handler first of shutter_signal raised: Trouble()"])
    }

    @Test func `a disconnected receiver is not called, also when another disconnects it`() {
        let signal = Signal<Int>(name: "shutter_signal", logger: log.logger)
        var calls: [String] = []
        var last: Signal<Int>.Connection?
        let first = signal.connect("a") { _ in calls.append("a") }
        signal.connect("b") { [unowned signal] _ in if let last { signal.disconnect(last) } }
        last = signal.connect("c") { _ in calls.append("c") }
        #expect(signal.disconnect(first))
        #expect(!signal.disconnect(first))
        signal.send(1)
        #expect(calls.isEmpty)
    }
}
