// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Glibc
import Logging

/// A camera in a host of its own, which performs the same play as often as wanted, inline or in a process.
///
/// Its files have the same names each time, so that what it writes of them is the same as well.
struct Cast {
    private static let pictures = 24
    private let setup: CheckSetup
    private let library: CameraLibrary
    private let plan: OptionPlan
    private let store: String

    init(_ trial: Trial, _ plan: OptionPlan) throws(Finding) {
        setup = trial.setup
        self.plan = plan
        store = SampleOptions(trial.setup, instance: "probe").store
        do throws(CameraError) {
            library = try CameraLibrary(trial.setup.file)
        } catch {
            throw .skipped("a host refuses the camera: see descriptor.valid and options.schema")
        }
    }

    /// Lets it see a cluster's life, which the seed decides.
    func perform(_ isolation: CameraIsolation, _ seed: UInt64) throws(Finding) -> Performance {
        let state = setup.folder + "/state"
        for folder in [store, state] { mkdir(folder, 0o700) }
        defer { for folder in [store, state] { FileTree.remove(folder) } }
        let camera = LoadedCamera(
            name: "probe", library: library,
            options: Dictionary(plan.entries.map { ($0.declaration.name, $0.value) }) { $1 },
            writtenOptions: Set(plan.entries.filter(\.isSet).map(\.declaration.name)),
            deadline: .seconds(setup.deadline), isolation: isolation)
        let log = LogLines()
        let host = CameraHost(
            cameras: [camera],
            settings: HostSettings(
                cluster: "evcam-test", stateDirectory: state, closeDeadline: .seconds(setup.deadline)),
            logger: log.logger)
        do throws(StartFailure) { try host.start() } catch {
            guard isolation == .inline else {
                let why = error.errors.map(\.message).joined(separator: "; ")
                throw .failed(
                    "it was started with isolation: process", expected: "it starts, as it does inline", happened: why)
            }
            throw .skipped("the camera does not start: see life.whole")
        }
        var performance = Performance()
        play(host, SeededGenerator(seed: seed), &performance)
        guard let report = host.reports.first, performance.isWhole else {
            throw .skipped("the camera hangs: see cancel.honoured and flush.deadline")
        }
        if report.ends > 0 { performance.end = report.lastError ?? "its process ended" }
        performance.metrics = report.metrics
        performance.logs = log.lines
        performance.files = FileTree.files(in: store).merging(FileTree.files(in: state)) { first, _ in first }
        return performance
    }

    private func play(_ host: CameraHost, _ random: SeededGenerator, _ performance: inout Performance) {
        var cluster = LivingCluster(random)
        func context(_ sequence: Int) -> ShutterContext {
            var context = ShutterContext(epoch: "2026-01-01T00:00:00.000000Z-1", sequence: UInt64(sequence))
            (context.isReplay, context.isDeterministic) = (true, true)
            context.losses = [.init(cause: "undecodable", count: UInt64(sequence / 2))]
            if sequence > 6 { context.gaps = [.init(from: 6, until: 7, atLeast: 1, cause: "connection_lost")] }
            return context
        }
        for picture in 1...Self.pictures {
            cluster.live(events: 60)
            if picture == Self.pictures / 2 { cluster.clear() }
            host.shutter(cluster.state.snapshot(at: cluster.now), context: context(picture))
            if picture % 8 == 0 { host.cleanup(now: cluster.now + Double(picture) * 86_400) }
            guard host.waitUntilIdle() else { return performance.isWhole = false }
            if let report = host.reports.first { performance.note(report) }
            for cursor in host.cursors { cluster.state.advance(camera: 0, to: cursor) }
        }
        let hanging = host.close(cluster.state.snapshot(at: cluster.now), context: context(Self.pictures + 1))
        performance.isWhole = hanging.isEmpty
        if let report = host.reports.first { performance.note(report) }
    }
}
