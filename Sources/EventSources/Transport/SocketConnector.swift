// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Connects sockets.
struct SocketConnector {
    /// The peer, for messages to people.
    let place: String
    /// When it is given up.
    let deadline: Deadline

    /// Connects to the first of a host's addresses that answers.
    /// - Returns: a connected, non-blocking socket, which is the caller's.
    /// - Throws: `unreachable`, with what happened at each address.
    func connect(host: String, port: UInt16) throws(BrokerError) -> Int32 {
        let addresses = try addresses(of: host, port: port)
        var failures: [String] = []
        for (tried, address) in addresses.enumerated() {
            switch try attempt(address, until: deadline.share(1 / Double(addresses.count - tried))) {
            case .success(let socket):
                setTCPOptions(socket)
                return socket
            case .failure(let failure): failures.append("\(failure.text) at \(address.text)")
            }
        }
        throw unreachable("\(failures.joined(separator: ", ")); check that it runs, its host and port, and firewalls")
    }

    /// Connects to a Unix socket.
    /// - Returns: a connected, non-blocking socket, which is the caller's.
    func connect(path: String) throws(BrokerError) -> Int32 {
        guard let address = SocketAddress(path: path) else {
            throw BrokerError(.local, "cannot reach \(place): the socket's path is longer than 107 bytes")
        }
        switch try attempt(address, until: deadline) {
        case .success(let socket): return socket
        case .failure(let failure):
            let remedy =
                switch failure.code {
                case ENOENT: "check the path, and that the server was started with this `unixsocket`"
                case EACCES: "let evcam's user read and write it (`unixsocketperm`)"
                default: "check that it runs"
                }
            throw unreachable("\(failure.text); \(remedy)")
        }
    }

    /// Looks a host up.
    /// - Returns: its addresses, in the order in which the system wants them tried; at least one.
    func addresses(of host: String, port: UInt16) throws(BrokerError) -> [SocketAddress] {
        switch HostResolver.resolve(host, port: port, deadline: deadline) {
        case .addresses(let addresses): return addresses
        case .tooLate: throw unreachable("the look-up of '\(host)' took too long; check the name service")
        case .noThread: throw BrokerError(.local, "cannot reach \(place): no thread or descriptor left; raise ulimits")
        case .failure(let code):
            let cause = String(cString: gai_strerror(code))
            throw unreachable("no address of '\(host)' (\(cause)); check the host's name and the name service")
        }
    }

    private struct Failure: Error {
        let code: Int32
        var text: String { code == ETIMEDOUT ? "no answer in time" : String(cString: strerror(code)).lowercased() }
    }

    private func attempt(_ address: SocketAddress, until: Deadline) throws(BrokerError) -> Result<Int32, Failure> {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let made = socket(address.family, kind, 0)
        guard made >= 0 else {
            if errno == EMFILE || errno == ENFILE {
                throw BrokerError(.local, "cannot reach \(place): no descriptor left; raise `ulimit -n`")
            }
            return .failure(Failure(code: errno))
        }
        var code: Int32 = 0
        if address.withSockaddr({ Glibc.connect(made, $0, $1) }) != 0 { code = errno }
        if code == EINPROGRESS || code == EINTR {
            code = waitUntilReady(made, POLLOUT, until) ? pendingError(of: made) : ETIMEDOUT
        }
        guard code == 0 else {
            close(made)
            return .failure(Failure(code: code))
        }
        return .success(made)
    }

    private func pendingError(of socket: Int32) -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
    }

    private func setTCPOptions(_ socket: Int32) {
        set(socket, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        // Keeps firewalls and address translation from forgetting an idle connection.
        set(socket, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(socket, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60)
        set(socket, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 15)
        set(socket, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    private func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private func unreachable(_ reason: String) -> BrokerError {
        BrokerError(.unreachable, "cannot reach \(place): \(reason)")
    }
}
