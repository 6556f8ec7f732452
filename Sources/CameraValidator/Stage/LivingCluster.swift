// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState

/// A cluster whose events a generator makes up, and the state they lead to.
struct LivingCluster {
    /// The state; one camera reads it.
    let state = ClusterState(limits: Limits(maxTasks: 200), cameras: 1)
    /// UNIX seconds of the last event.
    private(set) var now = 1_767_225_600.0
    private var random: SeededGenerator
    private var receiver = EventReceiver(localize: false)
    private var tasks: [String] = []
    private var clock = 0

    init(_ random: SeededGenerator) { self.random = random }

    /// Lets so many events happen.
    mutating func live(events: Int) {
        let body = (0..<events).map { _ in event() }.joined(separator: ",")
        apply("[\(body)]")
    }

    /// Forgets all tasks, as `clear_after` does.
    mutating func clear() {
        state.clear(ready: false)
        // What goes on after that has no name, and is for `values.absent` to check.
        tasks.removeAll()
    }

    private mutating func event() -> String {
        now += 0.25
        clock += 1
        let host = "celery@shop-\(Int.random(in: 1...2, using: &random))"
        let head = #""timestamp":\#(now),"hostname":"\#(host)","pid":7,"clock":\#(clock),"utcoffset":0"#
        if Int.random(in: 0..<12, using: &random) == 0 {
            let load = Double(Int.random(in: 0..<400, using: &random)) / 100
            return #"{"type":"worker-heartbeat",\#(head),"freq":2.0,"active":3,"processed":\#(clock),"#
                + #""loadavg":[\#(load),1.5,1.0],"sw_ident":"py-celery","sw_ver":"5.6.3","sw_sys":"Linux"}"#
        }
        if tasks.isEmpty || Int.random(in: 0..<3, using: &random) == 0 {
            tasks.append(random.uuid())
            let number = tasks.count
            return #"{"type":"task-received",\#(head),"uuid":"\#(tasks[number - 1])","name":"shop.task\#(number % 7)","#
                + #""args":"(\#(number), 'ä漢😀')","kwargs":"{}","retries":0,"eta":null,"expires":null,"#
                + #""root_id":"\#(tasks[number - 1])","parent_id":null,"colour":"c\#(number % 3)","sizes":[1,\#(number)]}"#
        }
        let uuid = tasks[Int.random(in: max(0, tasks.count - 60)..<tasks.count, using: &random)]
        let more = [
            #""type":"task-started""#, #""type":"task-succeeded","result":"'\#(clock)'","runtime":0.25"#,
            #""type":"task-failed","exception":"ValueError('\#(clock)')","traceback":"Traceback …""#,
            #""type":"task-retried","exception":"Later()","traceback":"Traceback …""#,
            #""type":"task-revoked","terminated":true,"signum":15,"expired":false"#,
        ]
        return "{\(more[Int.random(in: more.indices, using: &random)]),\(head),\"uuid\":\"\(uuid)\"}"
    }

    private mutating func apply(_ json: String) {
        var receiver = receiver
        let decoder = EventDecoder { [state] batch in
            receiver.receive(batch)
            state.apply(batch)
        }
        let padded = Array(json.utf8) + [UInt8](repeating: 0, count: EventDecoder.padding)
        padded.withUnsafeBytes { bytes in
            // Events of our own making can be decoded.
            _ = try? decoder.decodeBody(UnsafeRawBufferPointer(rebasing: bytes.prefix(json.utf8.count)), received: now)
        }
        decoder.flush()
        self.receiver = receiver
    }
}
