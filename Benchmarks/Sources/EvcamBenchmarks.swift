// SPDX-License-Identifier: Apache-2.0

import ClusterState
@main
struct EvcamBenchmarks {
    static func main() throws {
        let arguments = CommandLine.arguments
        let cap = Int(arguments[2]) ?? 100_000
        for _ in 0..<1 {
            let (_, decoding, _) = try IntakeBenchmark(path: arguments[1], maxTasks: cap, exact: false, decodeOnly: true).run()
            print("decode \(decoding)")
            let (events, seconds, state) = try IntakeBenchmark(path: arguments[1], maxTasks: cap, exact: false).run()
            let use = state.memoryUse
            print(
                "\(events) events, \(seconds) s CPU, \(Double(events) / seconds / 1e6) M/s, tasks \(state.taskCount),",
                "bytes/task \(use.total / max(state.taskCount, 1)) payload \(use.payload / state.taskCount)",
                "reserved \(use.payloadReserved / state.taskCount) pages \(use.pages / state.taskCount) idx \(use.indexes / state.taskCount)")
        }
    }
}
