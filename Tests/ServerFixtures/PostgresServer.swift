// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A PostgreSQL of the tests' own, as root or as anybody: on a free port of this machine, gone with this process.
package final class PostgresServer: Sendable {
    /// Its superuser, who needs no password.
    package static let user = "evcam"

    /// Where clients connect to, at 127.0.0.1.
    package let port: UInt16
    /// The database's files.
    package let dataFolder: String
    /// What it has said.
    package var logFile: String { folder + "/log" }
    private let folder: String
    private let bin: String
    private let command: String
    private let process = Mutex<Supervised?>(nil)

    /// Whether there is one to start here.
    package static var isInstalled: Bool { (try? programs()) != nil }

    /// Starts one, and returns when it answers.
    ///
    /// `settings`: of postgresql.conf, such as `["max_connections": "20"]`. `dataFolder`: an empty folder for the
    /// database's files, whose owner removes it; nil: one of its own.
    package init(settings: [String: String] = [:], dataFolder: String? = nil) throws(FixtureError) {
        bin = try Self.programs()
        port = try FreePort.take(1)[0]
        folder = try FixtureFolder.make("postgres")
        self.dataFolder = dataFolder ?? folder + "/data"
        let data = Shell.quoted(self.dataFolder)
        // PostgreSQL refuses to run as root.
        let become = geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups " : ""
        try Shell.run("mkdir -p \(data)")
        if geteuid() == 0 { try Shell.run("chown postgres:postgres \(folder) \(data)") }
        let locale = "-E UTF8 --locale=C.UTF-8"
        try Shell.run(
            "cd \(folder); \(become)\(bin)/initdb -D \(data) -U \(Self.user) -A trust \(locale) --no-sync")
        var all = [
            "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": folder, "fsync": "off",
            "max_connections": "30",
        ]
        all.merge(settings) { $1 }
        let options = all.map { "-c " + Shell.quoted("\($0.key)=\($0.value)") }.sorted().joined(separator: " ")
        command = "\(become)\(bin)/postgres -D \(data) \(options) >>\(folder)/log 2>&1 &"
        try start()
    }

    deinit {
        process.withLock { $0 = nil }
        _ = try? Shell.run("rm -rf \(folder)")
    }

    /// What libpq calls a database: `postgresql://evcam@127.0.0.1:PORT/postgres`.
    package func url(of database: String = "postgres", as user: String = user) -> String {
        "postgresql://\(user)@127.0.0.1:\(port)/\(database)"
    }

    /// What psql answers to a statement of the superuser: a line for each row, `|` between its columns.
    @discardableResult
    package func ask(_ statement: String, in database: String = "postgres") throws(FixtureError) -> String {
        let answer = try Shell.run(
            "\(bin)/psql -X -q -A -t -v ON_ERROR_STOP=1 -d \(url(of: database)) -c \(Shell.quoted(statement))")
        return answer.hasSuffix("\n") ? String(answer.dropLast()) : answer
    }

    /// Starts it (again), and returns when it answers.
    package func start() throws(FixtureError) {
        // In a folder of its own, which goes with the process.
        let place = try FixtureFolder.make("postgres-run")
        let started = try Supervised([command], in: place, environment: ["LANG": "C.UTF-8"])
        process.withLock { $0 = started }
        try waitUntil("PostgreSQL answers at port \(port), see \(logFile)") { (try? ask("SELECT 1")) == "1" }
    }

    /// Kills it and all its processes with `kill -9`, as a loss of power would.
    package func crash() throws(FixtureError) {
        let pid = try pid
        // All at once: none of them may see the others go, nor hold the shared memory when it starts again.
        _ = try? Shell.run("kill -STOP \(pid); kill -9 $(pgrep -P \(pid)) \(pid)")
        process.withLock { $0 = nil }
    }

    /// The server's own process.
    package var pid: pid_t {
        get throws(FixtureError) {
            let file = dataFolder + "/postmaster.pid"
            guard let pid = pid_t(try Shell.run("head -n 1 \(Shell.quoted(file))").filter(\.isNumber)) else {
                throw FixtureError("\(file) names no process")
            }
            return pid
        }
    }

    /// The folder of the newest server's programs, which Debian keeps out of PATH.
    private static func programs() throws(FixtureError) -> String {
        let found = try? Shell.run("ls -d /usr/lib/postgresql/*/bin | sort -t / -k 5 -n | tail -n 1")
        if let folder = found?.split(separator: "\n").last { return String(folder) }
        guard Shell.has("initdb") else {
            throw FixtureError("there is no PostgreSQL server here: apt-get install postgresql")
        }
        return String(try Shell.run("dirname \"$(command -v initdb)\"").prefix { $0 != "\n" })
    }
}
