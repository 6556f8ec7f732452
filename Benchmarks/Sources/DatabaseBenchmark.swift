// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Logging

/// How many changed tasks a camera writes in a second, first as new rows, then over those that stand there.
///
/// Each shutter brings `tasks` tasks of 330 bytes of text.
struct DatabaseBenchmark {
    let camera: String
    let tasks: Int
    let shutters: Int
    let options: [String: OptionValue]

    /// From the command line's words: CAMERA TASKS SHUTTERS OPTION=VALUE...
    init?(_ words: [String]) {
        guard words.count > 3, let tasks = Int(words[1]), let shutters = Int(words[2]) else { return nil }
        (camera, self.tasks, self.shutters) = (words[0], tasks, shutters)
        options = words.dropFirst(3).reduce(into: [:]) { options, word in
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first, let text = parts.last, parts.count == 2 else { return }
            let flags = ["true": OptionValue.bool(true), "false": .bool(false)]
            options[name] = flags[text] ?? .text(text)
        }
    }

    func run() throws {
        let library = try CameraLibrary(CameraDirectory().find(camera))
        let loaded = LoadedCamera(
            name: camera, library: library, options: options, writtenOptions: Set(options.keys))
        let host = CameraHost(
            cameras: [loaded], settings: HostSettings(cluster: "benchmark", stateDirectory: "/nonexistent"),
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        let all = tasks * shutters
        let state = ClusterState(limits: Limits(maxTasks: all), cameras: 1)
        let writer = TaskWriter(state)
        try host.start()
        var inserts: [Double] = []
        var updates: [Double] = []
        for number in 0..<shutters {
            for task in number * tasks..<(number + 1) * tasks { writer.receive(task) }
            writer.flush()
            inserts.append(shutter(host, state, number))
        }
        for number in 0..<shutters {
            _ = writer.start(tasks, of: all)
            updates.append(shutter(host, state, shutters + number))
        }
        guard host.reports.allSatisfy({ $0.ok == $0.shutters }) else { return report("failed", 1) }
        _ = host.close()
        report("inserts_per_second", Double(tasks) / inserts.median)
        report("updates_per_second", Double(tasks) / updates.median)
    }

    /// Seconds from the host's call to the camera's answer.
    private func shutter(_ host: CameraHost, _ state: ClusterState, _ number: Int) -> Double {
        let snapshot = state.snapshot(at: 1_700_000_000 + Double(number))
        let start = Clock.wall
        host.shutter(snapshot, context: ShutterContext(epoch: "1", sequence: UInt64(number + 1)))
        _ = host.waitUntilIdle()
        let seconds = Clock.wall - start
        for (camera, cursor) in host.cursors.enumerated() { state.advance(camera: camera, to: cursor) }
        return seconds
    }
}
