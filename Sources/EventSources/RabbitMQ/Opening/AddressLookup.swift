// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import Threads

/// The resolver's search for a host's addresses, in a thread of its own.
///
/// It may take far longer than anybody wants to wait, and cannot be broken off. Who waits no longer leaves it behind;
/// it ends by itself.
final class AddressLookup: Sendable {
    private enum Answer {
        case addresses([AMQPAddress])
        /// One of the resolver's `EAI_` codes.
        case failure(Int32)
    }

    private let host: String
    private let port: UInt16
    private let answer = Mutex<Answer?>(nil)
    private let doorbell: Doorbell

    private init(_ host: String, _ port: UInt16) throws {
        self.host = host
        self.port = port
        doorbell = try Doorbell()
    }

    /// The addresses of a host, in the order in which the system wants them tried.
    /// - Throws: ``BrokerError/Kind-swift.enum/unreachable``, or `local`.
    static func addresses(
        of host: String, port: UInt16, place: AMQPPlace, until deadline: AMQPDeadline
    ) throws(BrokerError) -> [AMQPAddress] {
        // An address in figures needs no thread.
        if case .addresses(let addresses) = resolve(host, port, flags: AI_NUMERICHOST) { return addresses }
        let lookup: AddressLookup
        do {
            lookup = try AddressLookup(host, port)
            try DedicatedThread(named: "evcam-dns") { lookup.run() }.abandon()
        } catch {
            throw BrokerError(
                .local,
                "cannot look up \(host): \(error); raise the limits of open files and threads (`ulimit -n`, `ulimit -u`)"
            )
        }
        switch lookup.wait(until: deadline) {
        case .addresses(let addresses):
            return addresses
        case .failure(let code):
            throw BrokerError(
                .unreachable,
                "cannot reach \(place.peer): there is no address for \(host) (\(String(cString: gai_strerror(code)))); "
                    + "check the name in the broker's URL and this machine's DNS")
        case nil:
            throw BrokerError(
                .unreachable,
                "cannot reach \(place.peer): the name server gave no address for \(host) in time; "
                    + "check this machine's DNS, or raise `connect_timeout`")
        }
    }

    private func run() {
        let found = Self.resolve(host, port, flags: 0)
        answer.withLock { $0 = found }
        doorbell.ring()
    }

    private func wait(until deadline: AMQPDeadline) -> Answer? {
        var waited = pollfd(fd: doorbell.fileDescriptor, events: Int16(POLLIN), revents: 0)
        while poll(&waited, 1, pollTimeout(deadline.remaining)) < 0, errno == EINTR {}
        return answer.withLock { $0 }
    }

    private static func resolve(_ host: String, _ port: UInt16, flags: Int32) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = flags | AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &first)
        guard code == 0 else { return .failure(code) }
        defer { freeaddrinfo(first) }
        var addresses: [AMQPAddress] = []
        var next = first
        while let found = next {
            if let address = AMQPAddress(found.pointee) { addresses.append(address) }
            next = found.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(EAI_NONAME) : .addresses(addresses)
    }
}
