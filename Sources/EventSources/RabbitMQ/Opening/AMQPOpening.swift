// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc

/// Makes links: looks the host up, connects, encrypts and logs in, all within one deadline.
struct AMQPOpening {
    private let url: BrokerURL
    private let settings: BrokerSettings
    private let place: AMQPPlace
    private let deadline: Deadline
    private let timeout: Double

    /// Gets ready to reach a broker within `timeout` seconds.
    init(_ url: BrokerURL, _ settings: BrokerSettings, timeout: Double) {
        self.url = url
        self.settings = settings
        self.timeout = timeout
        place = AMQPPlace(url)
        deadline = Deadline.after(timeout)
    }

    /// Reaches the first of the host's addresses that answers, and logs in there.
    ///
    /// The name that RabbitMQ shows for the connection has its purpose in it.
    func open(purpose: String) throws(BrokerError) -> AMQPLink {
        guard let state = amqp_new_connection() else { throw noMemory }
        // From here on the link destroys it.
        let security = url.usesTLS ? AMQPSecurity(url, settings.tls, place: place) : nil
        let link = AMQPLink(state, place: place, security: security, patience: Self.patience(settings))
        do throws(BrokerError) {
            if let security { try encrypt(state, security) } else { try connect(state) }
            try logIn(link, purpose: purpose)
        } catch {
            link.destroy()
            throw error
        }
        link.heard()
        return link
    }

    private func connect(_ state: amqp_connection_state_t) throws(BrokerError) {
        guard let socket = amqp_tcp_socket_new(state) else { throw noMemory }
        amqp_tcp_socket_set_sockfd(socket, try connector(deadline).connect(host: url.host, port: url.port))
    }

    /// Lets librabbitmq connect, since it wants its encrypted sockets made by itself.
    private func encrypt(_ state: amqp_connection_state_t, _ security: AMQPSecurity) throws(BrokerError) {
        guard let socket = amqp_ssl_socket_new(state) else { throw noMemory }
        try security.configure(socket)
        let addresses = try connector(deadline).addresses(of: url.host, port: url.port)
        for (tried, address) in addresses.enumerated() {
            // The last one may take all that is left.
            let share = deadline.share(1 / Double(addresses.count - tried))
            var left = share.timeval
            let status = amqp_socket_open_noblock(socket, address.text, Int32(url.port), &left)
            if status == AMQP_STATUS_OK.rawValue { return }
            // Whoever was reached and refused is the broker; the other addresses are its as well.
            if security.hasBegun, status != AMQP_STATUS_TIMEOUT.rawValue { throw security.handshakeFailure() }
            guard tried == addresses.count - 1 else { continue }
            if !security.hasBegun { try tellWhy(address) }
            throw BrokerError(
                .unreachable,
                "cannot reach \(place.peer): connected, but no answer to TLS within \(seconds(timeout)); "
                    + "is it the port for amqps (5671)? Else raise `broker.connect_timeout`")
        }
    }

    /// Connects once more, to throw what librabbitmq does not say.
    private func tellWhy(_ address: SocketAddress) throws(BrokerError) {
        let patience = Deadline.after(min(deadline.remaining, 0.5))
        close(try connector(patience).connect(host: address.text, port: url.port))
    }

    private func connector(_ deadline: Deadline) -> SocketConnector {
        SocketConnector(place: place.peer, deadline: deadline)
    }

    private func logIn(_ link: AMQPLink, purpose: String) throws(BrokerError) {
        var left = deadline.timeval
        amqp_set_handshake_timeout(link.state, &left)
        var patience = Deadline.timeval(timeout)
        amqp_set_rpc_timeout(link.state, &patience)
        do throws(AMQPFailure) {
            try AMQPTexts.lend { texts throws(AMQPFailure) in
                var table = texts.table(properties(purpose: purpose))
                let reply = evcam_amqp_login_plain(
                    link.state, url.virtualHost, AMQPLink.frameMax, Self.heartbeat(settings), &table,
                    url.user ?? "guest", url.password ?? "guest")
                try link.check(reply, on: 0)
            }
        } catch {
            let login = LoginFailure(
                place: place, rights: LeastRights(settings, place: place), isLocal: link.isLocal, usesTLS: url.usesTLS,
                timeout: timeout)
            throw login.error(error)
        }
    }

    /// What RabbitMQ shows of a connection, and what we understand.
    private func properties(purpose: String) -> [AMQPEntry] {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return [
            AMQPEntry("product", .text("evcam")),
            AMQPEntry("version", .text(settings.version)),
            AMQPEntry("platform", .text("Swift, librabbitmq " + String(cString: amqp_version()))),
            AMQPEntry("information", .text("records the events of a Celery cluster")),
            AMQPEntry("connection_name", .text("evcam \(purpose) \(getpid())@\(host)")),
            AMQPEntry(
                "capabilities",
                .table([
                    AMQPEntry("consumer_cancel_notify", .bool(true)), AMQPEntry("connection.blocked", .bool(true)),
                    AMQPEntry("authentication_failure_close", .bool(true)),
                ])
            ),
        ]
    }

    /// Seconds after which a silent peer counts as dead; nil: never.
    ///
    /// One at least: AMQP's heartbeats know whole seconds only.
    private static func patience(_ settings: BrokerSettings) -> Double? {
        settings.heartbeat > 0 ? max(settings.heartbeat, 1) : nil
    }

    /// What is asked for: RabbitMQ sends two heartbeats in that time, and librabbitmq one.
    private static func heartbeat(_ settings: BrokerSettings) -> Int32 {
        settings.heartbeat > 0 ? Int32(min((settings.heartbeat / 2).rounded(.up), 30_000)) : 0
    }

    private var noMemory: BrokerError {
        BrokerError(.local, "cannot connect to \(place.peer): out of memory; free some, or raise the limit")
    }
}

/// Seconds for people, without a needless fraction.
func seconds(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value)) s" : "\(value) s"
}
