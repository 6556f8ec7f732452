// SPDX-License-Identifier: Apache-2.0
import ClusterState
import Testing

@testable import CameraHost

/// What a camera is handed, as the faulty camera writes it down.
struct DeltaTests {
    private let cameras: FaultyCameras

    init() throws { cameras = try FaultyCameras() }

    private func add(_ name: String = "one", change: (inout LoadedCamera) throws -> Void = { _ in }) throws {
        try cameras.add(name, ["details": .bool(true)], change: change)
    }

    /// A shutter that all cameras have answered.
    private func shutter(_ host: CameraHost, _ cluster: Cluster) {
        host.shutter(cluster.snapshot(), context: cameras.context())
        #expect(host.waitUntilIdle())
        let (outstanding, cursors) = (host.outstanding, host.cursors)
        for camera in cursors.indices {
            cluster.state.advance(camera: camera, to: cursors[camera])
            cluster.state.settle(camera: camera, outstanding: outstanding[camera])
        }
    }

    /// The lines of each shutter, without those of lanes.
    private func shutters(_ name: String = "one") -> [[String]] {
        var shutters: [[String]] = []
        for line in cameras.lines(name) {
            if line.hasPrefix("shutter") { shutters.append([]) }
            guard line.hasPrefix(" "), !line.hasPrefix("  lane"), !shutters.isEmpty else { continue }
            let text = line.trimmingPrefix { $0 == " " }
            let end = text.hasPrefix("removed") ? text.firstRange(of: " revision")?.lowerBound : nil
            shutters[shutters.count - 1].append(String(text[..<(end ?? text.endIndex)]))
        }
        return shutters
    }

    private func lines(_ kind: String, _ name: String = "one") -> [[String]] {
        shutters(name).map { $0.filter { $0.hasPrefix(kind + " ") } }
    }

    private func changed(_ task: Int, _ rest: String) -> String { "changed \(Cluster.uuid(task)) \(rest)" }
    private func removed(_ task: Int, reason: Int) -> String { "removed \(Cluster.uuid(task)) reason=\(reason)" }

    @Test func `a delta has what changed since the last, by revision, and the whole state goes along`() throws {
        try add()
        let (host, cluster) = (cameras.host(), Cluster(cameras: 1))
        try host.start()
        try cluster.task("received", 1, #""name": "shop.pay", "args": "(1,)""#)
        try cluster.task("received", 2, #""name": "mail.send""#)
        shutter(host, cluster)
        try cluster.task("started", 2)
        try cluster.task("started", 1)
        shutter(host, cluster)
        shutter(host, cluster)
        #expect(host.close().isEmpty)
        #expect(
            lines("changed") == [
                [
                    changed(1, "name=shop.pay state=RECEIVED worker=celery@one revision=1 flags=0 args=(1,)"),
                    changed(2, "name=mail.send state=RECEIVED worker=celery@one revision=2 flags=0 args=-"),
                ],
                [
                    changed(2, "name=mail.send state=STARTED worker=celery@one revision=3 flags=0 args=-"),
                    changed(1, "name=shop.pay state=STARTED worker=celery@one revision=4 flags=0 args=(1,)"),
                ],
                [],
            ]
        )
        let heads = cameras.lines("one").filter { $0.hasPrefix("shutter") }
        #expect(heads[1] == "shutter 2 epoch=1 base=2 revision=4 flags=0 changed=2 removed=0 tasks=2")
        #expect(lines("count")[1] == ["count mail.send STARTED 1", "count shop.pay STARTED 1"])
        #expect(
            lines("counter")[1] == [
                "counter task-received mail.send celery@one 1", "counter task-received shop.pay celery@one 1",
                "counter task-started mail.send celery@one 1", "counter task-started shop.pay celery@one 1",
            ]
        )
        #expect(host.reports[0].tasks == 4 && host.cursors == [4])
    }

    @Test func `what a camera did not take comes again with what came since`() throws {
        try add { $0.options["retry"] = .int(2) }
        let (host, cluster) = (cameras.host(), Cluster(cameras: 1))
        try host.start()
        for task in 1...3 {
            try cluster.task("received", task, #""name": "shop.pay""#)
            shutter(host, cluster)
        }
        #expect(host.close().isEmpty)
        #expect(lines("changed").map(\.count) == [1, 2, 3])
        let flags = cameras.lines("one").compactMap { $0.firstMatch(of: /base=(\d+) revision=(\d) flags=(\d)/)?.output }
        #expect(flags.map { "\($0.1) \($0.2) \($0.3)" } == ["0 1 1", "0 2 1", "0 3 1"])
        #expect(host.cursors == [3])
    }

    @Test func `a task that is evicted unseen is shown once more and then gone`() throws {
        try add()
        let (host, cluster) = (cameras.host(), Cluster(limits: Limits(maxTasks: 2), cameras: 1))
        try host.start()
        try cluster.task("received", 1, #""name": "shop.pay""#)
        shutter(host, cluster)
        for task in 2...4 { try cluster.task("received", task, #""name": "shop.pay""#) }
        shutter(host, cluster)
        shutter(host, cluster)
        #expect(host.close().isEmpty)
        #expect(lines("changed")[1].map { $0.contains("flags=2") } == [true, false, false])
        #expect(lines("removed") == [[], [removed(1, reason: 1), removed(2, reason: 1)], []])
        #expect(cluster.state.pending.count == 0)
    }

    @Test func `a task that leaves the filter is told as removed until the camera has taken it`() throws {
        try add {
            $0.filter.names = TextFilter(include: [try Glob("shop.*")])
            $0.filter.states = TextFilter(include: [try Glob("RECEIVED")])
            $0.options["retry"] = .int(2)
        }
        try add("open")
        let (host, cluster) = (cameras.host(), Cluster(cameras: 2))
        try host.start()
        try cluster.task("received", 1, #""name": "shop.pay""#)
        try cluster.task("received", 2, #""name": "mail.send""#)
        try cluster.task("received", 3)
        shutter(host, cluster)
        try cluster.task("started", 1)
        try cluster.task("started", 2)
        shutter(host, cluster)
        shutter(host, cluster)
        try cluster.task("succeeded", 1)
        shutter(host, cluster)
        #expect(host.close().isEmpty)
        #expect(lines("changed").map(\.count) == [1, 0, 0, 0])
        #expect(lines("removed") == [[], [removed(1, reason: 3)], [removed(1, reason: 3)], []])
        #expect(
            lines("removed", "open").allSatisfy(\.isEmpty) && lines("changed", "open").map(\.count) == [3, 2, 0, 1])
        #expect(cameras.lines("one").contains { $0.hasPrefix("shutter 1") && $0.hasSuffix("tasks=1") })
        #expect(lines("count")[0] == ["count shop.pay RECEIVED 1"])
    }

    @Test func `redaction and truncation hold for the delta and the whole state`() throws {
        try add { $0.redaction = try Redaction(fields: ["args", "secret"], truncate: ["note": 4]) }
        try add("open")
        let (host, cluster) = (cameras.host(), Cluster(cameras: 2))
        try host.start()
        try cluster.task(
            "received", 1, #""name": "a", "args": "('key',)", "secret": 5, "note": "longer", "retries": "no""#)
        shutter(host, cluster)
        #expect(host.close().isEmpty)
        #expect(lines("changed")[0][0].hasSuffix("flags=4 args=[redacted]"))
        #expect(
            Set(lines("attribute")[0]) == [
                "attribute secret kind=4 text=[redacted] integer=0", "attribute note kind=4 text=long integer=0",
                "attribute retries kind=4 text=no integer=0",
            ]
        )
        #expect(lines("changed", "open")[0][0].hasSuffix("flags=0 args=('key',)"))
        #expect(lines("attribute", "open")[0].contains("attribute secret kind=2 text=- integer=5"))
    }

    @Test func `workers are shown at every shutter, changed or not, and their end once`() throws {
        try add()
        let (host, cluster) = (cameras.host(), Cluster(limits: Limits(maxWorkers: 1), cameras: 1))
        try host.start()
        try cluster.event("worker-heartbeat", #""active": 3, "freq": 2"#)
        shutter(host, cluster)
        shutter(host, cluster)
        try cluster.event("worker-offline")
        shutter(host, cluster)
        #expect(host.close().isEmpty)
        let flags = lines("worker").map { $0.map { $0.firstMatch(of: /flags=(\d)/)?.1 ?? "" } }
        #expect(flags == [["5"], ["1"], ["6"]])
        #expect(lines("worker")[0][0].hasSuffix("heartbeats=1 active=3"))
    }

    @Test func `losses and gaps arrive as they were given`() throws {
        try add()
        let (host, cluster) = (cameras.host(), Cluster(cameras: 1))
        try host.start()
        let context = cameras.context {
            $0.losses = [.init(cause: "undecodable", count: 3)]
            $0.gaps = [.init(from: 5, until: .nan, cause: "connection_lost")]
            $0.dropped = [7]
        }
        host.shutter(cluster.snapshot(), context: context)
        #expect(host.close().isEmpty)
        #expect(lines("loss") == [["loss undecodable 3"]] && lines("gap") == [["gap connection_lost 5.0"]])
        #expect(host.reports[0].dropped == 7)
    }
}
