// SPDX-License-Identifier: Apache-2.0
import ClusterState
import EventSources
import Testing

@testable import EvcamRuntime

/// When which workers are asked to send task events.
@Suite struct EventEnablerTests {
    private let everybody = [ControlCommand(.enableEvents)]

    private func joined(_ names: String..., pid: Int64 = 1) -> [JoinedWorker] {
        names.map { JoinedWorker(hostname: $0, pid: pid) }
    }

    @Test func `everybody is asked at each subscription, and once more`() {
        var enabler = EventEnabler()
        #expect(enabler.connected(at: 1) == everybody)
        #expect(enabler.observe(now: 2, joined: []).isEmpty)
        #expect(enabler.connected(at: 10) == everybody)
        #expect(enabler.observe(now: 24, joined: []).isEmpty)
        #expect(enabler.observe(now: 25, joined: []) == everybody)
        #expect(enabler.observe(now: 100, joined: []).isEmpty)
    }

    @Test func `who comes online is asked once it listens, and once more`() {
        var enabler = EventEnabler()
        #expect(enabler.observe(now: 10, joined: joined("a@h")).isEmpty)
        #expect(enabler.observe(now: 11, joined: joined("a@h", "b@h")).isEmpty)
        #expect(enabler.observe(now: 12, joined: []) == [ControlCommand(.enableEvents, destination: ["a@h"])])
        #expect(enabler.observe(now: 13, joined: []) == [ControlCommand(.enableEvents, destination: ["b@h"])])
        #expect(enabler.observe(now: 24, joined: []).isEmpty)
        #expect(enabler.observe(now: 26, joined: []) == [ControlCommand(.enableEvents, destination: ["a@h", "b@h"])])
        #expect(enabler.observe(now: 100, joined: []).isEmpty)
        // It has restarted, with the same pid or another.
        #expect(enabler.observe(now: 101, joined: joined("a@h")).isEmpty)
        #expect(enabler.observe(now: 104, joined: joined("a@h", pid: 2)).count == 1)
        #expect(enabler.observe(now: 106, joined: []) == [ControlCommand(.enableEvents, destination: ["a@h"])])
    }

    @Test func `who does not listen yet at a new subscription is asked all the same`() {
        var enabler = EventEnabler()
        _ = enabler.observe(now: 10, joined: joined("a@h"))
        #expect(enabler.connected(at: 11) == everybody)
        #expect(enabler.observe(now: 12, joined: []) == [ControlCommand(.enableEvents, destination: ["a@h"])])
    }

    @Test func `many at once are asked in commands of a hundred names, and too many all together`() {
        var enabler = EventEnabler()
        _ = enabler.observe(now: 10, joined: (0..<1_050).map { JoinedWorker(hostname: "w\($0)@h", pid: 1) })
        let commands = enabler.observe(now: 12, joined: [])
        #expect(commands.count == 11)
        #expect(commands.allSatisfy { $0.method == .enableEvents && (1...100).contains($0.destination.count) })
        #expect(Set(commands.flatMap(\.destination)).count == 1_050)
        #expect(
            enabler.observe(now: 13, joined: (0..<6_000).map { JoinedWorker(hostname: "v\($0)@h", pid: 1) })
                == everybody)
        #expect(enabler.observe(now: 40, joined: []) == everybody)
        #expect(enabler.observe(now: 80, joined: []).isEmpty)
    }

    @Test func `a clock that is set back makes nobody wait for long`() {
        var enabler = EventEnabler()
        _ = enabler.observe(now: 1_000, joined: joined("a@h"))
        _ = enabler.observe(now: 5, joined: [])
        #expect(enabler.observe(now: 7, joined: []).count == 1)
    }

    @Test func `the state tells who comes online`() throws {
        let cluster = ScriptedCluster()
        var enabler = EventEnabler()
        let worker = cluster.worker("a@h")
        try worker.beat()
        #expect(enabler.observe(now: 1, joined: cluster.state.takeJoinedWorkers()).isEmpty)
        #expect(enabler.observe(now: 9, joined: []).isEmpty)
        try worker.beat("online")
        _ = enabler.observe(now: 10, joined: cluster.state.takeJoinedWorkers())
        #expect(enabler.observe(now: 12, joined: []).map(\.destination) == [["a@h"]])
    }
}
