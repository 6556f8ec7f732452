// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc

/// Makes links: looks the host up, connects, encrypts and logs in, all within one deadline.
struct AMQPOpening {
    /// evcam's version, as RabbitMQ shows it for a connection.
    static let version = "0.1.0"

    private let url: BrokerURL
    private let settings: BrokerSettings
    private let place: AMQPPlace
    private let deadline: AMQPDeadline
    private let timeout: Double

    /// Gets ready to reach a broker within `timeout` seconds.
    init(_ url: BrokerURL, _ settings: BrokerSettings, timeout: Double) {
        self.url = url
        self.settings = settings
        self.timeout = timeout
        place = AMQPPlace(url)
        deadline = AMQPDeadline(in: timeout)
    }

    /// Reaches the first of the host's addresses that answers, and logs in there.
    ///
    /// The name that RabbitMQ shows for the connection has its purpose in it.
    func open(purpose: String) throws(BrokerError) -> AMQPLink {
        let addresses = try AddressLookup.addresses(of: url.host, port: url.port, place: place, until: deadline)
        var failure = BrokerError(.unreachable, "cannot reach \(place.peer): \(url.host) has no address")
        for (index, address) in addresses.enumerated() {
            // The last one may take all that is left.
            let share = deadline.remaining / Double(addresses.count - index)
            do throws(BrokerError) {
                return try open(address, until: AMQPDeadline(in: share), purpose: purpose)
            } catch {
                // Whoever was reached and refused is the broker; the other addresses are its as well.
                guard error.kind == .unreachable else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func open(
        _ address: AMQPAddress, until deadline: AMQPDeadline, purpose: String
    ) throws(BrokerError) -> AMQPLink {
        guard let state = amqp_new_connection() else { throw Self.noMemory(place) }
        // From here on the link destroys it.
        let security = url.usesTLS ? AMQPSecurity(url, settings.tls, place: place) : nil
        let link = AMQPLink(state, place: place, security: security, patience: Self.patience(settings))
        do throws(BrokerError) {
            if let security {
                try encrypt(state, security, address, until: deadline)
            } else {
                try connect(state, address, until: deadline)
            }
            try logIn(link, purpose: purpose, isLocal: address.isLoopback)
        } catch {
            link.destroy()
            throw error
        }
        link.heard()
        return link
    }

    private func connect(
        _ state: amqp_connection_state_t, _ address: AMQPAddress, until deadline: AMQPDeadline
    ) throws(BrokerError) {
        guard let socket = amqp_tcp_socket_new(state) else { throw Self.noMemory(place) }
        switch address.connect(until: deadline) {
        case .success(let descriptor): amqp_tcp_socket_set_sockfd(socket, descriptor)
        case .failure(let failure): throw unreachable(address, failure.code)
        }
    }

    private func encrypt(
        _ state: amqp_connection_state_t, _ security: AMQPSecurity, _ address: AMQPAddress,
        until deadline: AMQPDeadline
    ) throws(BrokerError) {
        guard let socket = amqp_ssl_socket_new(state) else { throw Self.noMemory(place) }
        try security.configure(socket)
        var left = deadline.timeval
        let status = amqp_socket_open_noblock(socket, address.text, Int32(url.port), &left)
        switch status {
        case AMQP_STATUS_OK.rawValue:
            return
        case AMQP_STATUS_TIMEOUT.rawValue where security.hasBegun:
            throw BrokerError(
                .unreachable,
                "cannot reach \(place.peer): connected, but no answer to TLS within \(seconds(timeout)); "
                    + "is it the port for amqps (5671)? Else raise `connect_timeout`")
        case AMQP_STATUS_TIMEOUT.rawValue:
            throw unreachable(address, ETIMEDOUT)
        case _ where !security.hasBegun:
            // librabbitmq does not say why it could not connect; asking again does.
            guard case .failure(let failure) = probe(address) else { throw unreachable(address, ECONNABORTED) }
            throw unreachable(address, failure.code)
        default:
            throw security.handshakeFailure()
        }
    }

    private func probe(_ address: AMQPAddress) -> Result<Int32, SocketFailure> {
        let outcome = address.connect(until: AMQPDeadline(in: min(deadline.remaining, 0.5)))
        if case .success(let descriptor) = outcome { Glibc.close(descriptor) }
        return outcome
    }

    private func logIn(_ link: AMQPLink, purpose: String, isLocal: Bool) throws(BrokerError) {
        var left = deadline.timeval
        amqp_set_handshake_timeout(link.state, &left)
        var patience = AMQPDeadline.timeval(timeout)
        amqp_set_rpc_timeout(link.state, &patience)
        do throws(AMQPFailure) {
            try AMQPTexts.lend { texts throws(AMQPFailure) in
                var properties = texts.table(Self.properties(purpose: purpose))
                let reply = evcam_amqp_login_plain(
                    link.state, url.virtualHost, AMQPLink.frameMax, Self.heartbeat(settings), &properties,
                    url.user ?? "guest", url.password ?? "guest")
                try link.check(reply, on: 0)
            }
        } catch {
            throw LoginFailure(place: place, isLocal: isLocal, usesTLS: url.usesTLS, timeout: timeout).error(error)
        }
    }

    /// What RabbitMQ shows of a connection, and what we understand.
    private static func properties(purpose: String) -> [AMQPEntry] {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return [
            AMQPEntry("product", .text("evcam")),
            AMQPEntry("version", .text(version)),
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

    private func unreachable(_ address: AMQPAddress, _ code: Int32) -> BrokerError {
        if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) {
            return BrokerError(
                .local,
                "cannot connect to \(place.peer): \(String(cString: strerror(code))); "
                    + "raise the limit of open files (`ulimit -n`)")
        }
        let whom = address.text == url.host ? "" : " at \(address.text)"
        let cause = code == ETIMEDOUT ? "no answer within \(seconds(timeout))" : String(cString: strerror(code))
        let remedy =
            switch code {
            case ECONNREFUSED: "is RabbitMQ running there, and is the port right?"
            case ETIMEDOUT: "a firewall may be in between; else raise `connect_timeout`"
            case ENETUNREACH, EHOSTUNREACH: "check this machine's network and routes"
            default: "check host and port"
            }
        return BrokerError(.unreachable, "cannot reach \(place.peer)\(whom): \(cause); \(remedy)")
    }

    private static func noMemory(_ place: AMQPPlace) -> BrokerError {
        BrokerError(.local, "cannot connect to \(place.peer): out of memory; free some, or raise the limit")
    }
}

/// Seconds for people, without a needless fraction.
func seconds(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value)) s" : "\(value) s"
}
