// SPDX-License-Identifier: Apache-2.0

/// What stands between evcam and a broker, to hurt it; workers go around it.
final class FaultProxy {
    let port: Int
    private let tool: Tool

    init(to upstream: Int, log: String) throws {
        tool = try Tool("Cluster/faultproxy.py", log: log)
        port = try tool.do("listen", ["upstream": upstream])["port"].number
    }

    func `do`(_ command: String, _ arguments: [String: Any] = [:]) throws { try tool.do(command, arguments) }
    func close() { tool.close() }
}
