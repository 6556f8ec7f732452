// SPDX-License-Identifier: Apache-2.0

/// A connection to one server on which commands are answered one by one.
///
/// Used by one thread.
final class RedisSession {
    /// Whom it talks to.
    let node: RedisNode
    let transport: any ByteTransport
    /// What came and is not read yet.
    private var received: [UInt8] = []

    /// All answers to one command, at most: those to remote control are the longest.
    private static let longestAnswer = 16 << 20

    /// Connects and logs in.
    ///
    /// `service`: the name by which the server may list us (`CLIENT LIST`). It throws ``BrokerError`` with what is
    /// wrong at the server, or with its URL.
    init(
        _ node: RedisNode, _ tls: TLSSettings, deadline: Deadline, named service: String = "evcam"
    ) throws(BrokerError) {
        self.node = node
        transport = try Self.connect(node, tls, deadline)
        try logIn(service, deadline)
    }

    deinit { transport.close() }

    /// Sends a command and waits for the answer; errors of the server are answers too.
    func ask(_ words: String..., deadline: Deadline) throws(BrokerError) -> RESPValue {
        try ask(words, deadline)
    }

    /// Sends a command and waits for the answer; errors of the server are answers too.
    func ask(_ words: [String], _ deadline: Deadline) throws(BrokerError) -> RESPValue {
        do throws(BrokerError) {
            try transport.write(respCommand(words), timeout: deadline.remaining)
        } catch {
            if let reason = try lastWords() { return reason }
            throw error
        }
        guard let answer = try answer(deadline) else {
            let text = "\(node.text) did not answer \(words[0]) in time; it hangs, is overloaded, or is no Redis"
            throw BrokerError(.unreachable, text)
        }
        return answer
    }

    /// Sends a command whose answer has to be no error.
    func demand(_ words: String..., deadline: Deadline) throws(BrokerError) -> RESPValue {
        let answer = try ask(words, deadline)
        if case .error(let text) = answer { throw RedisComplaint(node).error(text, to: words[0]) }
        return answer
    }

    /// Waits for the next answer; nil if it does not come in time.
    func answer(_ deadline: Deadline) throws(BrokerError) -> RESPValue? {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)
        defer { room.deallocate() }
        while true {
            if let answer = try parse() { return answer }
            guard received.count <= Self.longestAnswer else { throw notRedis() }
            let count = try transport.read(into: room, timeout: deadline.remaining)
            if count == 0, deadline.isOver { return nil }
            received += room[..<count]
        }
    }

    /// Why a server hung up: it says that first, in an answer or, about certificates, in TLS.
    private func lastWords() throws(BrokerError) -> RESPValue? {
        do throws(BrokerError) {
            return try answer(.after(0))
        } catch {
            guard error.kind == .tls else { return nil }
            throw error
        }
    }

    private func parse() throws(BrokerError) -> RESPValue? {
        let result: Result<(RESPValue, Int), RESPHeader.Absence> = received.withUnsafeBytes { bytes in
            var parser = RESPParser(bytes)
            do throws(RESPHeader.Absence) {
                let value = try parser.next()
                return .success((value, parser.position))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success((let value, let length)):
            received.removeFirst(length)
            return value
        case .failure(.incomplete): return nil
        case .failure(.malformed): throw notRedis()
        }
    }

    private func notRedis() -> BrokerError {
        let begin = received.prefix(24).map { (32..<127).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
        let text = "\(node.text) is no Redis: it says '\(begin)'; check host and port"
        return BrokerError(.protocolError, text)
    }

    private static func connect(
        _ node: RedisNode, _ tls: TLSSettings, _ deadline: Deadline
    ) throws(BrokerError) -> any ByteTransport {
        let connector = SocketConnector(place: node.text, deadline: deadline)
        let url = node.url
        if let path = url.socketPath { return SocketTransport(try connector.connect(path: path), place: node.text) }
        let socket = try connector.connect(host: url.host, port: url.port)
        guard url.usesTLS else { return SocketTransport(socket, place: node.text) }
        return try TLSTransport(socket, host: url.host, settings: tls, place: node.text, deadline: deadline)
    }

    private func logIn(_ service: String, _ deadline: Deadline) throws(BrokerError) {
        do throws(BrokerError) {
            // As redis-py: a user without a password has an empty one.
            if let user = node.url.user, !user.isEmpty {
                _ = try demand("AUTH", user, node.url.password ?? "", deadline: deadline)
            } else if let password = node.url.password, !password.isEmpty {
                _ = try demand("AUTH", password, deadline: deadline)
            }
            let pong = try ask("PING", deadline: deadline)
            // PING itself may be forbidden; then it still proves the login.
            if case .error(let text) = pong, !text.hasPrefix("NOPERM") {
                throw RedisComplaint(node).error(text, to: "PING")
            }
            // For people who look at CLIENT LIST; it may be forbidden or unknown.
            _ = try ask("CLIENT", "SETNAME", service, deadline: deadline)
        } catch {
            guard error.kind == .connectionLost else { throw error }
            let remedy = node.url.usesTLS ? "its log says why" : "its log says why; if it expects TLS, use rediss://"
            throw BrokerError(.connectionLost, "\(error.description) during the login; \(remedy)")
        }
    }
}
