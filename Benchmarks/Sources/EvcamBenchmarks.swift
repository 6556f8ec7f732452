// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What `Benchmarks/run.sh` starts: one benchmark per call, its figures as `name value` lines.
@main
struct EvcamBenchmarks {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst(2).compactMap { Int($0) }
        switch (arguments.first, numbers.count) {
        case ("intake", 1...):
            try IntakeBenchmark(path: file(arguments), maxTasks: numbers[0], passes: numbers.dropFirst().first ?? 1)
                .run()
        case ("cameras", 1...):
            try CamerasBenchmark(path: file(arguments), maxTasks: 100_000, cameras: numbers[0]).run()
        case ("tape", 1...):
            let folder = arguments[arguments.startIndex + 2]
            try TapeBenchmark(path: file(arguments), folder: folder, groupSize: numbers[0]).run()
        case ("isolation", _):
            guard arguments.count == 6, let isolation = IsolationBenchmark(Array(arguments.dropFirst())) else {
                return usage()
            }
            try isolation.run()
        case ("sqlite", 2):
            try SQLiteBenchmark(folder: file(arguments), tasks: numbers[0], shutters: numbers[1]).run()
        case ("pause", _):
            guard let tasks = arguments.dropFirst().first.flatMap({ Int($0) }) else { return usage() }
            PauseBenchmark(tasks: tasks).run()
        case ("database", _):
            guard let database = DatabaseBenchmark(Array(arguments.dropFirst())) else { return usage() }
            try database.run()
        default: usage()
        }
    }

    private static func file(_ arguments: ArraySlice<String>) -> String { arguments[arguments.startIndex + 1] }

    private static func usage() {
        print(
            """
            usage: EvcamBenchmarks intake FILE MAX_TASKS [PASSES] | cameras FILE CAMERAS | pause TASKS
                 | tape FILE FOLDER MESSAGES_AT_ONCE | isolation full|delta CAMERAS TASKS PERCENT SHUTTERS
                 | database CAMERA TASKS SHUTTERS OPTION=VALUE...
                 | sqlite FOLDER TASKS SHUTTERS
            """
        )
        exit(64)
    }
}

/// A figure for the report.
func report(_ name: String, _ value: Double) {
    print(name, value)
}

extension [Double] {
    /// The middle one.
    var median: Double {
        let sorted = sorted()
        return isEmpty ? .nan : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
