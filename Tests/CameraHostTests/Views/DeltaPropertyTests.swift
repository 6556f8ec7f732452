// SPDX-License-Identifier: Apache-2.0
import ClusterState
import Testing

@testable import CameraHost

/// Random streams, tiny limits, cameras that fail in every rhythm: their replayed deltas agree in the end.
struct DeltaPropertyTests {
    /// A generator that gives the same numbers for the same seed.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let types = ["sent", "received", "started", "succeeded", "failed", "retried", "revoked"]
    private static let rhythms = ["o", "ro", "rrrro", "orrrrrrrrro", "oro"]

    @Test(arguments: 1...6) func `whatever fails, every camera ends up knowing the same`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let cameras = try FaultyCameras()
        let failures = TextFilter(include: [try Glob("FAILURE"), try Glob("RETRY")])
        for (number, rhythm) in Self.rhythms.enumerated() {
            let options: [String: OptionValue] = ["details": .bool(true), "answers": .text(rhythm)]
            try cameras.add("open\(number)", options)
            try cameras.add("failures\(number)", options) { $0.filter.states = failures }
        }
        try cameras.add("rare", ["details": .bool(true)]) { $0.maxrate = 0.05 }
        let host = cameras.host()
        let interest = CameraInterest(
            inName: { host.interest(inName: $0) }, inState: { host.interest(inState: $0) },
            inWorker: { host.interest(inWorker: $0) }
        )
        let limits = Limits(maxTasks: Int.random(in: 2...12, using: &random))
        let cluster = Cluster(limits: limits, cameras: cameras.cameras.count, interest: interest)
        try host.start()

        for _ in 1...200 {
            let type = Self.types.randomElement(using: &random) ?? "sent"
            let task = Int.random(in: 1...30, using: &random)
            try cluster.task(
                type, task, #""name": "task\#(task % 3)", "args": "\#(UInt8.random(in: 0...9, using: &random))""#)
            if UInt8.random(in: 0..<50, using: &random) == 0 { cluster.state.clear() }
            shutter(host, cluster, cameras)
        }
        // Until the slowest rhythm has said OK.
        for _ in 1...11 { shutter(host, cluster, cameras) }
        #expect(host.close(cluster.snapshot(), context: cameras.context()).isEmpty)

        // The first camera took every change by itself.
        let truth = Replay(cameras.lines("open0"))
        #expect(truth.visible.count == cluster.state.taskCount)
        for name in ["open1", "open2", "open3", "open4", "rare"] {
            #expect(Replay(cameras.lines(name)) == truth, "\(name)")
        }
        let failed = truth.visible.filter { $0.value.text.contains(/state=(FAILURE|RETRY)/) }
        for number in Self.rhythms.indices {
            #expect(Replay(cameras.lines("failures\(number)")).visible == failed, "failures\(number)")
        }
        #expect(host.reports.allSatisfy { $0.revision == cluster.state.revision })
    }

    private func shutter(_ host: CameraHost, _ cluster: Cluster, _ cameras: FaultyCameras) {
        host.shutter(cluster.snapshot(), context: cameras.context())
        _ = host.waitUntilIdle()
        for (camera, cursor) in host.cursors.enumerated() { cluster.state.advance(camera: camera, to: cursor) }
    }
}
