// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A Redis of the tests' own, on free ports of this machine, gone with this process.
package final class RedisServer: Sendable {
    /// Where plain clients connect to.
    package let port: UInt16
    /// Where clients with TLS connect to; 0: nowhere.
    package let tlsPort: UInt16
    /// Its folder, which goes with it.
    package let folder: String
    private let password: String?
    private let process: Supervised

    /// Whether there is one to start here.
    package static var isInstalled: Bool { Shell.has("redis-server") && Shell.has("redis-cli") }

    /// Starts one, and returns when it answers.
    ///
    /// `password`: the default user's; nil: none. `tls`: its certificate; nil: it speaks no TLS. `lines`: of its
    /// configuration, such as `user evcam on …`.
    package init(
        password: String? = nil, tls: (authority: Certificates, own: Certificates.Pair, wantsClients: Bool)? = nil,
        _ lines: [String] = []
    ) throws(FixtureError) {
        let ports = try FreePort.take(2)
        port = ports[0]
        tlsPort = tls == nil ? 0 : ports[1]
        self.password = password
        folder = try FixtureFolder.make("redis")
        var text = [
            "port \(port)", "bind 127.0.0.1 -::1", "dir \(folder)", "save \"\"", "appendonly no", "daemonize no",
            "unixsocket \(folder)/redis.sock", "pidfile \(folder)/pid", "repl-diskless-sync-delay 0",
        ]
        if let password { text += ["requirepass \(password)", "masterauth \(password)"] }
        if let tls {
            text += [
                "tls-port \(tlsPort)", "tls-ca-cert-file \(tls.authority.authority)",
                "tls-cert-file \(tls.own.certificate)", "tls-key-file \(tls.own.key)",
                "tls-auth-clients \(tls.wantsClients ? "yes" : "no")",
            ]
        }
        try FixtureFolder.write((text + lines).joined(separator: "\n") + "\n", to: "\(folder)/redis.conf")
        process = try Supervised(["redis-server redis.conf &"], in: folder, environment: [:])
        try waitUntil("Redis answers at port \(port)") { (try? ask("PING"))?.contains("PONG") == true }
    }

    /// Its Unix socket.
    package var socketPath: String { "\(folder)/redis.sock" }

    /// What it answers to a command of the default user.
    @discardableResult
    package func ask(_ words: String...) throws(FixtureError) -> String {
        try RedisClient.ask(port, password: password, words)
    }

    /// The server's own process.
    package var pid: pid_t {
        get throws(FixtureError) {
            guard let pid = pid_t(try Shell.run("cat \(folder)/pid").filter(\.isNumber)) else {
                throw FixtureError("\(folder)/pid names no process")
            }
            return pid
        }
    }

    /// Sends its process a signal.
    package func signal(_ signal: Int32) throws(FixtureError) { kill(try pid, signal) }
}

/// Waits until something is so, for a minute at most.
package func waitUntil(
    _ what: String, seconds: Double = 60, _ isSo: () throws -> Bool
) throws(FixtureError) {
    var left = seconds
    while true {
        if (try? isSo()) == true { return }
        guard left > 0 else { throw FixtureError("not within \(seconds) s: \(what)") }
        usleep(20_000)
        left -= 0.02
    }
}
