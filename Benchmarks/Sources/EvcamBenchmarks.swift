// SPDX-License-Identifier: Apache-2.0

import ClusterState
@main
struct EvcamBenchmarks {
    static func main() throws {
        let arguments = CommandLine.arguments
        let cap = Int(arguments[2]) ?? 100_000
            let (events, seconds, applying, state) = try IntakeBenchmark(path: arguments[1], maxTasks: cap, exact: false).run()
            let use = state.memoryUse
            print("decode", (seconds - applying) / Double(events) * 1e9, "apply", applying / Double(events) * 1e9)
            print(
                "\(events) events, \(seconds) s CPU, \(Double(events) / seconds / 1e6) M/s, tasks \(state.taskCount),",
                "bytes/task \(use.total / max(state.taskCount, 1)) payload \(use.payload / state.taskCount)",
                "reserved \(use.payloadReserved / state.taskCount) pages \(use.pages / state.taskCount) idx \(use.indexes / state.taskCount)")
    }
}
