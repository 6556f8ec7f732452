// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A RabbitMQ of the tests' own, as root or as anybody: on free ports of this machine, with a folder and an epmd of
/// its own, gone with this process.
package final class RabbitMQServer: Sendable {
    /// A user, whose password is ``password``.
    package struct User: Sendable {
        /// Its name.
        package var name: String
        /// RabbitMQ's patterns for what it may configure, write and read in the virtual host `/`; nil: none at all.
        package var rights: (configure: String, write: String, read: String)?

        package init(_ name: String, rights: (configure: String, write: String, read: String)?) {
            self.name = name
            self.rights = rights
        }
    }

    /// Everybody's, but guest's, who has guest.
    package static let password = "secret"

    /// The port for AMQP.
    package let port: UInt16
    /// The port for AMQP in TLS.
    package let tlsPort: UInt16
    /// Its authority has signed the broker's certificate, and the broker takes clients' that it has signed.
    package let certificates: Certificates
    private let folder: String
    private let bin: String
    private let environment: [String: String]
    private let process: Supervised

    /// Starts one, and returns when it takes connections, which takes five to ten seconds.
    ///
    /// The users are there beside guest, who may do everything.
    package init(users: [User]) throws(FixtureError) {
        bin = try Self.programs()
        let ports = try FreePort.take(4)
        port = ports[0]
        tlsPort = ports[1]
        folder = try FixtureFolder.make("rabbitmq")
        certificates = try Certificates(in: folder + "/tls")
        let node = "evcam\(port)@localhost"
        environment = [
            "HOME": folder, "LANG": "C.UTF-8", "ERL_EPMD_PORT": String(ports[2]), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_INETRC": folder + "/inetrc", "RABBITMQ_NODENAME": node, "RABBITMQ_DIST_PORT": String(ports[3]),
            "RABBITMQ_BASE": folder,
            "RABBITMQ_MNESIA_BASE": folder + "/mnesia", "RABBITMQ_LOG_BASE": folder,
            "RABBITMQ_LOGS": folder + "/broker.log", "RABBITMQ_PID_FILE": folder + "/pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder + "/enabled_plugins",
            "RABBITMQ_CONFIG_FILE": folder + "/rabbitmq.conf", "RABBITMQ_CONF_ENV_FILE": folder + "/none",
            // The script then becomes the broker instead of waiting for it.
            "RUNNING_UNDER_SYSTEMD": "true",
        ]
        let broker = try certificates.issue("broker")
        try FixtureFolder.write("[].\n", to: folder + "/enabled_plugins")
        // Erlang asks the name servers for this machine's own name, which in a container may be nobody's.
        try FixtureFolder.write(#"{lookup, [file]}. {host, {127,0,0,1}, ["localhost"]}."#, to: folder + "/inetrc")
        try FixtureFolder.write(Self.definitions(users), to: folder + "/definitions.json")
        try FixtureFolder.write(
            """
            listeners.tcp.1 = 127.0.0.1:\(port)
            listeners.tcp.2 = ::1:\(port)
            listeners.ssl.1 = 127.0.0.1:\(tlsPort)
            ssl_options.cacertfile = \(certificates.authority)
            ssl_options.certfile = \(broker.certificate)
            ssl_options.keyfile = \(broker.key)
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = false
            log.console = false
            log.file = \(folder)/broker.log
            load_definitions = \(folder)/definitions.json

            """, to: folder + "/rabbitmq.conf")
        process = try Supervised(
            ["epmd -address 127.0.0.1 -port \(ports[2]) &", "\(Shell.quoted(bin + "/rabbitmq-server")) </dev/null &"],
            in: folder, environment: environment)
        try waitUntilReady()
    }

    /// Runs `rabbitmqctl` on it.
    @discardableResult
    package func control(_ arguments: String) throws(FixtureError) -> String {
        let variables = environment.map { "\($0.key)=\(Shell.quoted($0.value))" }.joined(separator: " ")
        return try Shell.run("env \(variables) \(Shell.quoted(bin + "/rabbitmqctl")) --quiet \(arguments)")
    }

    private func waitUntilReady() throws(FixtureError) {
        for _ in 0..<600 {
            if let socket = FreePort.connect(port) {
                close(socket)
                return
            }
            guard process.isRunning else { break }
            usleep(100_000)
        }
        let log = (try? Shell.run("tail -n 20 \(folder)/output.log \(folder)/broker.log")) ?? "there is no log"
        throw FixtureError("RabbitMQ does not start: \(log)")
    }

    /// The folder with the broker's own scripts: those in `/usr/sbin` insist on a user.
    private static func programs() throws(FixtureError) -> String {
        let places = ["/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/opt/rabbitmq/sbin"]
        guard let place = places.first(where: { access($0 + "/rabbitmq-server", X_OK) == 0 }), Shell.has("epmd") else {
            throw FixtureError("no RabbitMQ here, which these tests follow: apt-get install rabbitmq-server")
        }
        return place
    }

    /// Users and rights, which RabbitMQ reads when it starts.
    private static func definitions(_ users: [User]) -> String {
        // Salt, and SHA-256 of salt and password.
        let secret = "AQIDBDB9kM21iEUzN1lZ+6VReCsdNqS0sERdAQTcY6Xs3PMz"
        let guest = "AQIDBEMMOXwY6PKx/JKP9PAqfsb4ozuD0Ta3pxxa9gEYBMmD"
        var people = [#"{"name": "guest", "password_hash": "\#(guest)", "tags": "administrator"}"#]
        people += users.map { #"{"name": "\#($0.name)", "password_hash": "\#(secret)", "tags": ""}"# }
        var rights = [#"{"user": "guest", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}"#]
        for user in users {
            guard let granted = user.rights else { continue }
            let patterns = [granted.configure, granted.write, granted.read].map {
                $0.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
            }
            rights.append(
                #"{"user": "\#(user.name)", "vhost": "/", "configure": "\#(patterns[0])", "#
                    + #""write": "\#(patterns[1])", "read": "\#(patterns[2])"}"#)
        }
        return """
            {"vhosts": [{"name": "/"}], "users": [\(people.joined(separator: ", "))],
            "permissions": [\(rights.joined(separator: ", "))]}
            """
    }
}
