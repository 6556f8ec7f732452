// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The brokers that a lane's tests share, each started when the first test wants it; they end with the tests.
final class Brokers {
    static let password = "p@ss/word"

    /// Made when it starts, one for each test: rabbitmqctl takes seconds for each.
    private static let vhosts = (1...20).map { "live-\($0)" }

    let authority: String
    private let tool: Tool
    private var started: [String: JSON] = [:]
    private var databases = 0

    init(_ lane: String) throws {
        tool = try Tool("Cluster/brokers.py", log: NSTemporaryDirectory() + "evcam-live-\(lane)-\(getpid()).log")
        authority = try tool.read()["certificates"]["ca"].text
    }

    /// Hurts one, or asks it something.
    @discardableResult
    func call(_ name: String, _ method: String, _ arguments: [String: Any] = [:]) throws -> JSON {
        try tool.do("call", ["name": name, "method": method, "arguments": arguments])["answer"]
    }

    func rabbitmq() throws -> JSON { try start("rabbitmq", "rabbit", ["vhosts": ["/"] + Self.vhosts]) }
    func redis() throws -> JSON { try start("redis", "redis", ["password": Self.password]) }
    func sentinels() throws -> JSON { try start("sentinels", "trio", ["password": "secret"]) }

    /// A place of its own at a broker.
    func place(_ kind: BrokerKind) throws -> BrokerPlace {
        databases += 1
        let secret = "p%40ss%2Fword"
        switch kind {
        case .amqp, .amqps:
            let rabbit = try rabbitmq()
            let vhost = "live-\(databases)"
            if !Self.vhosts.contains(vhost) { try call("rabbit", "add_vhost", ["name": vhost]) }
            let port = rabbit[kind == .amqp ? "port" : "tls_port"].number
            return BrokerPlace(
                name: "rabbit", url: "\(kind)://guest:guest@127.0.0.1:\(port)/\(vhost)", port: port, vhost: vhost,
                authority: kind == .amqps ? authority : nil)
        case .redis, .rediss:
            let port = try redis()[kind == .redis ? "port" : "tls_port"].number
            return BrokerPlace(
                name: "redis", url: "\(kind)://:\(secret)@127.0.0.1:\(port)/\(databases)", port: port,
                authority: kind == .rediss ? authority : nil)
        case .sentinel:
            let trio = try sentinels()
            let urls = trio["ports"].elements.map { "sentinel://:secret@127.0.0.1:\($0.number)/\(databases)" }
            return BrokerPlace(
                name: "trio", url: urls.joined(separator: ";"), port: 0, masterName: trio["master_name"].text)
        }
    }

    private func start(_ kind: String, _ name: String, _ options: [String: Any]) throws -> JSON {
        if let broker = started[name] { return broker }
        let broker = try tool.do(kind, options.merging(["name": name]) { $1 })
        started[name] = broker
        return broker
    }
}
