// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Glibc
import Logging

/// What a shutter costs from the host's call to the last camera's answer, with cameras of one kind.
///
/// `tasks` tasks of 330 bytes of text are in the state; before each shutter `percent` of them change. The cameras look
/// at every task they are handed, and nothing else.
struct IsolationBenchmark {
    let tasks: Int
    let percent: Int
    let cameras: Int
    let isProcess: Bool
    /// The cameras want the whole state.
    let isFull: Bool
    let shutters: Int

    /// From the command line's words: inline|process full|delta CAMERAS TASKS PERCENT SHUTTERS.
    init?(_ words: [String]) {
        let numbers = words.dropFirst(2).compactMap { Int($0) }
        guard words.count == 6, numbers.count == 4 else { return nil }
        isProcess = words[0] == "process"
        isFull = words[1] == "full"
        (cameras, tasks, percent, shutters) = (numbers[0], numbers[1], numbers[2], numbers[3])
    }

    func run() throws {
        let directory = CameraDirectory()
        let file = try directory.find(isFull ? "reader-full" : "reader")
        let program = HelperProgram(path: Self.neighbour("evcam"), arguments: ["camera-host"])
        let library = isProcess ? try CameraLibrary(file, describedBy: program) : try CameraLibrary(file)
        let isolation = isProcess ? CameraIsolation.process(ProcessIsolation(program: program)) : .inline
        let loaded = (0..<cameras).map { number in
            LoadedCamera(name: "camera\(number)", library: library, isolation: isolation)
        }
        let host = CameraHost(
            cameras: loaded, settings: HostSettings(cluster: "benchmark", stateDirectory: "/nonexistent"),
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        let state = ClusterState(limits: Limits(maxTasks: tasks), cameras: cameras)
        let writer = TaskWriter(state)
        for task in 0..<tasks { writer.receive(task) }
        writer.flush()
        try host.start()

        var walls: [Double] = []
        var cpus: [Double] = []
        var intake: [Double] = []
        for number in 1...(shutters + 3) {
            let changes = tasks * percent / 100
            let seconds = changes > 0 ? writer.start(changes, of: tasks) / Double(changes) : 0
            let snapshot = state.snapshot(at: Double(number))
            let cpu = Self.cpu(host)
            let start = Clock.wall
            host.shutter(snapshot, context: ShutterContext(epoch: "1", sequence: UInt64(number)))
            _ = host.waitUntilIdle()
            let wall = Clock.wall - start
            for (camera, cursor) in host.cursors.enumerated() { state.advance(camera: camera, to: cursor) }
            // The first is the whole state for everybody, the next find their memory.
            if number > 3 {
                walls.append(wall)
                cpus.append(Self.cpu(host) - cpu)
                intake.append(seconds)
            }
        }
        let failed = host.reports.contains { $0.ok != $0.shutters }
        _ = host.close()
        guard !failed else { return report("failed", 1) }
        report("shutter_us", walls.median * 1e6)
        report("least_us", (walls.min() ?? .nan) * 1e6)
        report("cpu_us", cpus.median * 1e6)
        report("least_cpu_us", (cpus.min() ?? .nan) * 1e6)
        report("intake_ns", intake.median * 1e9)
    }

    /// CPU seconds of this process and its cameras' processes: the machine may be busy with other things.
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
