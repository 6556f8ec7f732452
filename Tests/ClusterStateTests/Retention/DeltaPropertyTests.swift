// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import ClusterState

/// For any stream, any limits and any cameras: what a camera is told leads to the final state of every task.
@Suite struct DeltaPropertyTests {
    @Test(arguments: 0..<300 as Range<UInt64>) func `a camera's deltas lead to the final state of every task`(
        seed: UInt64
    ) throws {
        var run = DeltaRun(seed: seed)
        try run.play()
        run.check()
    }
}

/// A task from its creation to its removal; a uuid may have several lives.
private struct Life: Hashable {
    var uuid: String
    var slot: Int
    var birth: UInt32

    init(_ record: TaskRecord) {
        uuid = record.uuid
        slot = record.slot
        birth = record.birth
    }
}

/// How a life ended, as far as it is known.
private struct Ending: Equatable {
    var content: TaskContent?
    var removal: RemovalReason?
}

private struct SimulatedCamera {
    var cursor: UInt64 = 0
    var known: [Life: Ending] = [:]
    /// The snapshot it is busy with, and what that said when it was taken.
    var running: (snapshot: Snapshot, picture: [TaskContent])?
    var isOff = false

    /// Applies what the snapshot has beyond the cursor, in the order of revisions.
    mutating func confirm(_ snapshot: Snapshot) {
        var changes: [(revision: UInt64, life: Life, apply: (inout Ending) -> Void)] = []
        snapshot.forEachTask(changedSince: cursor) { record in
            let life = Life(record)
            if record.revision > cursor {
                let content = TaskContent(record)
                changes.append((record.revision, life, { $0.content = content }))
            }
            if let removal = record.removal, record.removalRevision > cursor {
                changes.append((record.removalRevision, life, { $0.removal = removal }))
            }
        }
        for change in changes.sorted(by: { $0.revision < $1.revision }) {
            change.apply(&known[change.life, default: Ending()])
        }
        cursor = snapshot.revision
    }
}

private struct DeltaRun {
    private static let names = ["a", "b", "c"]
    private let seed: UInt64
    private var random: SplitMix
    private let cluster: Cluster
    private var cameras: [SimulatedCamera]
    private var truth: [Life: Ending] = [:]
    private var concerned: [Life: UInt64] = [:]
    private var living: Set<Life> = []
    private let nameFilter: [UInt64]
    private let stateFilter: UInt64
    private let isFiltered: Bool
    private var time = 1_000.0

    init(seed: UInt64) {
        self.seed = seed
        var random = SplitMix(seed: seed)
        let count = 1 + random.below(4)
        let isFiltered = random.chance(50)
        // By name (the last is for nameless tasks), and for FAILURE: bits of cameras.
        let nameFilter = (0...Self.names.count).map { _ in isFiltered ? random.next() : .max }
        let stateFilter = isFiltered ? random.next() : .max
        let interest = CameraInterest(
            inName: { name in
                let index = name.flatMap { name in Self.names.firstIndex { Array($0.utf8) == Array(name) } }
                return nameFilter[index ?? Self.names.count]
            },
            inState: { $0.map { Array($0) == Array("FAILURE".utf8) } == true ? stateFilter : .max },
            inWorker: { _ in .max })
        let pending = [0, 300, 2_000, 256 << 20][random.below(4)]
        cluster = Cluster(
            limits: Limits(maxTasks: 1 + random.below(12), maxWorkers: 1 + random.below(3), maxPendingBytes: pending),
            celeryExact: random.chance(50), cameras: count, interest: isFiltered ? interest : nil, isReceived: true)
        cameras = Array(repeating: SimulatedCamera(), count: count)
        self.nameFilter = nameFilter
        self.stateFilter = stateFilter
        self.isFiltered = isFiltered
        self.random = random
    }

    mutating func play() throws {
        for _ in 0..<(40 + random.below(160)) {
            switch random.below(100) {
            case 0..<78: try event()
            case 78..<80:
                cluster.state.clear(ready: random.chance(70))
                observe(reason: .cleared)
            default: shutter()
            }
        }
        // The end: whoever is still at work answers, and the last picture goes to everybody.
        for camera in cameras.indices { answer(camera, ok: random.chance(50)) }
        let last = cluster.state.snapshot(at: time)
        for camera in cameras.indices where !cameras[camera].isOff {
            cameras[camera].confirm(last)
            cluster.state.advance(camera: camera, to: last.revision)
            cluster.state.settle(camera: camera, outstanding: nil)
        }
    }

    private mutating func event() throws {
        let subjects = [
            "sent", "received", "started", "succeeded", "failed", "retried", "revoked", "rejected", "progress",
        ]
        let subject = subjects[random.below(subjects.count)]
        let number = random.below(30)
        let uuid = number % 3 == 0 ? "id-\(number)" : "00000000-0000-0000-0000-0000000000\(number + 10)"
        var more: [String] = []
        if random.chance(40) { more.append(#""name": "\#(Self.names[random.below(Self.names.count)])""#) }
        if random.chance(30) { more.append(#""args": "\#(String(repeating: "x", count: random.below(40)))""#) }
        if random.chance(20) { more.append(#""parent_id": "id-\#(random.below(30) / 3 * 3)""#) }
        if random.chance(20) { more.append(#""mine": \#(random.below(1_000))"#) }
        if random.chance(10) { more.append(#""queue": "q", "exchange": "", "routing_key": "r""#) }
        time += 1
        try cluster.task(
            subject, uuid, more.joined(separator: ", "), host: "w\(random.below(4))@h", clock: random.below(50),
            at: time)
        observe(reason: .evicted)
    }

    /// Notes what the state says of each task now, and which are gone.
    private mutating func observe(reason: RemovalReason) {
        var now: Set<Life> = []
        cluster.state.forEachTask { record in
            let life = Life(record)
            now.insert(life)
            let content = TaskContent(record)
            truth[life] = Ending(content: content, removal: nil)
            let name = Self.names.firstIndex { $0 == content.name } ?? Self.names.count
            concerned[life, default: 0] |= nameFilter[name] & (content.state == "FAILURE" ? stateFilter : .max)
        }
        for life in living.subtracting(now) { truth[life]?.removal = reason }
        living = now
    }

    private mutating func shutter() {
        let snapshot = cluster.state.snapshot(at: time)
        for camera in cameras.indices where !cameras[camera].isOff {
            if cameras[camera].running != nil {
                // Slow: shutters that come meanwhile merge.
                if random.chance(40) { answer(camera, ok: random.chance(60)) }
            } else if random.chance(60) {
                var picture: [TaskContent] = []
                snapshot.forEachTask { picture.append(TaskContent($0)) }
                cameras[camera].running = (snapshot, picture)
                if random.chance(50) { answer(camera, ok: random.chance(60)) }
            }
            cluster.state.settle(camera: camera, outstanding: cameras[camera].running?.snapshot.revision)
            if cameras.count > 1, random.chance(1) {
                cluster.state.deactivate(camera: camera)
                cameras[camera].isOff = true
            }
        }
    }

    /// OK (or DROP) moves the cursor on, RETRY does not.
    private mutating func answer(_ camera: Int, ok: Bool) {
        guard let (snapshot, picture) = cameras[camera].running else { return }
        cameras[camera].running = nil
        var now: [TaskContent] = []
        snapshot.forEachTask { now.append(TaskContent($0)) }
        #expect(now == picture, "seed \(seed): a snapshot changed")
        guard ok, !cameras[camera].isOff else { return }
        cameras[camera].confirm(snapshot)
        cluster.state.advance(camera: camera, to: snapshot.revision)
    }

    func check() {
        for (number, camera) in cameras.enumerated() where !camera.isOff {
            var missed: UInt64 = 0
            for (life, ending) in truth where !isFiltered || concerned[life, default: 0] >> UInt64(number) & 1 == 1 {
                let told = camera.known[life]
                if ending.removal != nil, told?.removal == nil {
                    missed += 1
                    continue
                }
                #expect(told?.removal == ending.removal, "seed \(seed), camera \(number), \(life)")
                #expect(
                    told?.content == ending.content, "seed \(seed), camera \(number), \(life)")
            }
            #expect(cluster.state.droppedCount(camera: number) == missed, "seed \(seed), camera \(number)")
        }
        let isOver = cluster.state.snapshot(at: time)
        withExtendedLifetime(isOver) {
            #expect(cameras.allSatisfy(\.isOff) || cluster.state.pending.count == 0, "seed \(seed)")
        }
    }
}
