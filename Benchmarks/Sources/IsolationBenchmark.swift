// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Glibc
import Logging

/// What a shutter costs from the host's call to the last camera's answer, with cameras of one kind, inline and in
/// processes of their own by turns.
///
/// `tasks` tasks of 330 bytes of text are in the state; before each shutter `percent` of them change. The cameras look
/// at every task they are handed, and nothing else. Both kinds see the same state in one program, shutter by shutter in
/// turn, so that what else the machine does hits both; what is reported as `more` is the middle of the differences
/// between neighbours. Intake is measured by itself, as it goes on beside cameras.
struct IsolationBenchmark {
    let tasks: Int
    let percent: Int
    let cameras: Int
    /// The cameras want the whole state.
    let isFull: Bool
    let shutters: Int

    /// One kind of isolation, and what was measured with it.
    private struct Side {
        let name: String
        let host: CameraHost
        /// The number of its first camera with the state.
        let first: Int
        var walls: [Double] = []
        var cpus: [Double] = []
        /// Seconds of processor time that intake took for an event while cameras of this kind worked and after that.
        var intake: [Double] = []
    }

    /// From the command line's words: full|delta CAMERAS TASKS PERCENT SHUTTERS.
    init?(_ words: [String]) {
        let numbers = words.dropFirst().compactMap { Int($0) }
        guard words.count == 5, numbers.count == 4 else { return nil }
        isFull = words[0] == "full"
        (cameras, tasks, percent, shutters) = (numbers[0], numbers[1], numbers[2], numbers[3])
    }

    func run() throws {
        let state = ClusterState(limits: Limits(maxTasks: tasks), cameras: 2 * cameras)
        let writer = TaskWriter(state)
        for task in 0..<tasks { writer.receive(task) }
        writer.flush()
        var sides = [
            Side(name: "inline", host: try host(.inline), first: 0),
            Side(name: "process", host: try host(.process(ProcessIsolation(program: Self.program))), first: cameras),
        ]
        for side in sides { try side.host.start() }

        let changes = max(tasks * percent / 100, 1)
        for number in 1...(2 * (shutters + Self.warmUp)) {
            _ = writer.start(changes, of: tasks)
            let snapshot = state.snapshot(at: Double(number))
            let side = Self.turn(number)
            let host = sides[side].host
            let cpu = Self.cpu(host)
            let start = Clock.wall
            host.shutter(snapshot, context: ShutterContext(epoch: "1", sequence: UInt64(number)))
            _ = host.waitUntilIdle()
            let wall = Clock.wall - start
            advance(state, sides[side])
            guard number > 2 * Self.warmUp else { continue }
            sides[side].walls.append(wall)
            sides[side].cpus.append(Self.cpu(host) - cpu)
        }
        // Once more for intake, which goes on while the cameras work.
        let rounds = max(Self.eventsBetween / changes, 1)
        for number in 1...(2 * max(shutters / 4, 10)) {
            let snapshot = state.snapshot(at: Double(number))
            let side = Self.turn(number)
            sides[side].host.shutter(snapshot, context: ShutterContext(epoch: "1", sequence: UInt64(number)))
            let seconds = (0..<rounds).reduce(0.0) { seconds, _ in seconds + writer.start(changes, of: tasks) }
            _ = sides[side].host.waitUntilIdle()
            advance(state, sides[side])
            sides[side].intake.append(seconds / Double(rounds * changes))
        }
        let failed = sides.contains { $0.host.reports.contains { $0.ok != $0.shutters } }
        for side in sides { _ = side.host.close() }
        guard !failed else { return report("failed", 1) }
        for side in sides {
            report("\(side.name)_shutter_us", side.walls.median * 1e6)
            report("\(side.name)_least_us", (side.walls.min() ?? .nan) * 1e6)
            report("\(side.name)_cpu_us", side.cpus.median * 1e6)
            report("\(side.name)_least_cpu_us", (side.cpus.min() ?? .nan) * 1e6)
            report("\(side.name)_intake_ns", side.intake.median * 1e9)
        }
        report("more_shutter_us", Self.more(sides.map(\.walls)) * 1e6)
        report("more_cpu_us", Self.more(sides.map(\.cpus)) * 1e6)
        report("more_intake_ns", Self.more(sides.map(\.intake)) * 1e9)
    }

    /// The first is the whole state for everybody, the next find their memory.
    private static let warmUp = 20
    /// Events between two pictures, where intake is measured: ten pictures a second at intake's full speed.
    private static let eventsBetween = 100_000

    /// Whose turn it is: two of each in a row change places, so that neither kind always comes after a longer wait.
    private static func turn(_ number: Int) -> Int { number / 2 % 2 }

    private func advance(_ state: ClusterState, _ side: Side) {
        for (camera, cursor) in side.host.cursors.enumerated() {
            state.advance(camera: side.first + camera, to: cursor)
        }
    }

    /// The middle of what the second kind took more than the first, neighbour by neighbour.
    private static func more(_ sides: [[Double]]) -> Double {
        zip(sides[0], sides[1]).map { $1 - $0 }.median
    }

    private static let program = HelperProgram(path: neighbour("evcam"), arguments: ["camera-host"])

    private func host(_ isolation: CameraIsolation) throws -> CameraHost {
        let file = try CameraDirectory().find(isFull ? "reader-full" : "reader")
        let library =
            isolation == .inline ? try CameraLibrary(file) : try CameraLibrary(file, describedBy: Self.program)
        let loaded = (0..<cameras).map { number in
            LoadedCamera(name: "camera\(number)", library: library, isolation: isolation)
        }
        return CameraHost(
            cameras: loaded, settings: HostSettings(cluster: "benchmark", stateDirectory: "/nonexistent"),
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
    }

    /// CPU seconds of this process and the cameras' processes: the machine may be busy with other things.
    private static func cpu(_ host: CameraHost) -> Double {
        var clocks: [clockid_t] = [CLOCK_PROCESS_CPUTIME_ID]
        for pid in host.reports.compactMap(\.pid) {
            var clock = clockid_t()
            if clock_getcpuclockid(pid, &clock) == 0 { clocks.append(clock) }
        }
        return clocks.reduce(0) { $0 + Clock.seconds($1) }
    }

    private static func neighbour(_ name: String) -> String {
        guard let path = realpath("/proc/self/exe", nil) else { return name }
        defer { free(path) }
        let own = String(cString: path)
        return own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/" + name
    }
}
