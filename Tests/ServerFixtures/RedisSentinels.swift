// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Two Redis servers, one a replica of the other, and three Sentinels that watch them.
package final class RedisSentinels: Sendable {
    /// What the Sentinels call the master.
    package static let masterName = "mymaster"

    /// The servers; the first was the master to begin with.
    package let servers: [RedisServer]
    /// The Sentinels' ports.
    package let ports: [UInt16]
    private let password: String?
    private let processes: [Supervised]

    /// Starts them, and returns when all know each other.
    ///
    /// `password`: of the servers. `sentinelPassword`: of the Sentinels.
    package init(password: String? = nil, sentinelPassword: String? = nil) throws(FixtureError) {
        self.password = sentinelPassword
        let master = try RedisServer(password: password)
        servers = [master, try RedisServer(password: password, ["replicaof 127.0.0.1 \(master.port)"])]
        ports = try FreePort.take(3)
        var processes: [Supervised] = []
        for port in ports {
            let folder = try FixtureFolder.make("sentinel")
            var text = [
                "port \(port)", "bind 127.0.0.1", "dir \(folder)", "daemonize no",
                "sentinel monitor \(Self.masterName) 127.0.0.1 \(master.port) 2",
                "sentinel down-after-milliseconds \(Self.masterName) 1500",
                "sentinel failover-timeout \(Self.masterName) 5000",
            ]
            if let password { text.append("sentinel auth-pass \(Self.masterName) \(password)") }
            if let sentinelPassword {
                text += ["requirepass \(sentinelPassword)", "sentinel sentinel-pass \(sentinelPassword)"]
            }
            try FixtureFolder.write(text.joined(separator: "\n") + "\n", to: "\(folder)/sentinel.conf")
            processes.append(try Supervised(["redis-server sentinel.conf --sentinel &"], in: folder, environment: [:]))
        }
        self.processes = processes
        for index in ports.indices {
            try waitUntil("Sentinel \(index) knows the others") {
                let text = try ask(index, "SENTINEL", "MASTER", Self.masterName)
                let lines = text.split(separator: "\n").map(String.init)
                func value(_ name: String) -> String? {
                    lines.firstIndex(of: name).flatMap { $0 + 1 < lines.count ? lines[$0 + 1] : nil }
                }
                return value("num-slaves") == "1" && value("num-other-sentinels") == "2" && value("flags") == "master"
            }
        }
    }

    /// What a Sentinel answers.
    @discardableResult
    package func ask(_ sentinel: Int, _ words: String...) throws(FixtureError) -> String {
        try RedisClient.ask(ports[sentinel], password: password, words)
    }

    /// The port of the master that a Sentinel names.
    package func masterPort(_ sentinel: Int = 0) throws(FixtureError) -> UInt16? {
        try ask(sentinel, "SENTINEL", "get-master-addr-by-name", Self.masterName).split(separator: "\n").last
            .flatMap { UInt16($0) }
    }
}
