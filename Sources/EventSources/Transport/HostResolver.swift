// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import Threads

/// Finds a host's addresses, anew each time: behind a name there may be another machine after a failover.
enum HostResolver {
    /// What a look-up came to.
    enum Answer: Sendable {
        case addresses([SocketAddress])
        /// `getaddrinfo`'s code.
        case failure(Int32)
        case tooLate
        case noThread
    }

    /// What the thread that asks and the one that waits share.
    private final class Question: Sendable {
        let answer = Mutex<Answer?>(nil)
        let doorbell: Doorbell
        init() throws { doorbell = try Doorbell() }
    }

    /// Looks a name up.
    ///
    /// The resolver itself knows no deadline, so it is asked in a thread that may be left behind.
    static func resolve(_ host: String, port: UInt16, deadline: Deadline) -> Answer {
        let numeric = lookUp(host, port, AI_NUMERICHOST)
        if case .addresses = numeric { return numeric }
        guard let question = try? Question() else { return .noThread }
        let thread = try? DedicatedThread(named: "evcam-resolver") {
            let answer = lookUp(host, port, AI_ADDRCONFIG)
            question.answer.withLock { $0 = answer }
            question.doorbell.ring()
        }
        guard let thread else { return .noThread }
        thread.abandon()
        _ = waitUntilReady(question.doorbell.fileDescriptor, POLLIN, deadline)
        return question.answer.withLock { $0 } ?? .tooLate
    }

    private static func lookUp(_ host: String, _ port: UInt16, _ flags: Int32) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = flags | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { return .failure(code) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next?.pointee {
            if let address = SocketAddress(info), !addresses.contains(address) { addresses.append(address) }
            next = info.ai_next
        }
        return addresses.isEmpty ? .failure(EAI_NONAME) : .addresses(addresses)
    }
}
