// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState
import Testing

@testable import CameraHost

/// Whatever a camera is shown, it is the same inline, in a process, and where nothing can be mapped in its place.
struct SamePictureTests {
    private static let rhythms = ["o", "ro", "rrrro"]

    @Test(arguments: 1...4) func `cameras see the same, wherever they run`(seed: UInt64) throws {
        var random = SystemRandomNumberGenerator()
        let cameras = try FaultyCameras(ProcessTests.isolation)
        var moved = ProcessIsolation(program: FaultyCameras.program)
        moved.isMovedByForce = true
        let failures = TaskFilter(states: TextFilter(include: [try Glob("FAILURE"), try Glob("RETRY")]))
        let redaction = try Redaction(fields: ["args", "eta"], truncate: ["result": 3, "kwargs": 2])
        for (kind, isolation) in [
            ("inline", CameraIsolation.inline), ("process", ProcessTests.isolation), ("moved", .process(moved)),
        ] {
            func add(_ name: String, _ rhythm: String, _ change: (inout LoadedCamera) -> Void = { _ in }) throws {
                try cameras.add(kind + name, ["details": .bool(true), "answers": .text(rhythm)]) {
                    $0.isolation = isolation
                    if kind == "inline" { $0.library = try FaultyCameras.library() }
                    change(&$0)
                }
            }
            for rhythm in Self.rhythms { try add(rhythm, rhythm) }
            try add("failures", "ro") { $0.filter = failures }
            try add("redacted", "o") { $0.redaction = redaction }
        }
        let host = cameras.host()
        let cluster = Cluster(limits: Limits(maxTasks: Int.random(in: 3...12, using: &random)), cameras: 15)
        try host.start()
        let types = ["sent", "received", "started", "succeeded", "failed", "retried", "revoked"]
        for number in 1...120 {
            let task = Int.random(in: 1...30, using: &random)
            let type = types.randomElement(using: &random) ?? "sent"
            let root =
                #""root_id": "\#(Cluster.uuid(Int.random(in: 1...9, using: &random)))", "parent_id": "p\#(task)""#
            let texts =
                #""args": "(\#(number),)", "kwargs": "{'ä': \#(task)}", "result": "'\#(number * 977)'", "eta": "x\#(task)""#
            let others =
                #""queue": "q\#(task % 4)", "color": "c\#(task % 3)", "size": \#(number), "list": [1, \#(task)]"#
            try cluster.task(type, task, #""name": "task\#(task % 3)", \#(root), \#(texts), \#(others)"#)
            if number % 10 == 0 {
                try cluster.event("worker-heartbeat", #""sw_ident": "py", "active": 3, "colour": "red""#)
            }
            if number == 60 { cluster.state.clear() }
            guard number % 3 == 0 else { continue }
            let context = cameras.context {
                $0.losses = [.init(cause: "undecodable", count: UInt64(number))]
                $0.gaps = [.init(from: 1, until: 2, cause: "connection_lost")]
            }
            host.shutter(cluster.snapshot(), context: context)
            #expect(host.waitUntilIdle())
            for (camera, cursor) in host.cursors.enumerated() { cluster.state.advance(camera: camera, to: cursor) }
        }
        #expect(host.close(cluster.snapshot(), context: cameras.context()).isEmpty)
        for name in Self.rhythms + ["failures", "redacted"] {
            let truth = seen("inline" + name, cameras)
            #expect(truth.count > 500)
            for kind in ["process", "moved"] { #expect(seen(kind + name, cameras) == truth, "\(kind) \(name)") }
        }
        #expect(host.reports.allSatisfy { $0.ends == 0 })
    }

    /// What a camera wrote of its shutters, but for its own name.
    private func seen(_ name: String, _ cameras: FaultyCameras) -> [String] {
        cameras.lines(name).filter { !$0.hasPrefix("create") && !$0.hasPrefix("option") }
    }
}
