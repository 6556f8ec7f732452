// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One address of a host, with the port.
struct AMQPAddress: Sendable {
    private let storage: sockaddr_storage
    private let length: socklen_t
    /// The address in figures, as people and librabbitmq take it.
    let text: String

    /// Copies one that the system's resolver found; nil if it is none for the internet.
    init?(_ found: addrinfo) {
        guard let address = found.ai_addr, Int(found.ai_addrlen) <= MemoryLayout<sockaddr_storage>.size else {
            return nil
        }
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(found.ai_addrlen)))
        }
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard
            getnameinfo(address, found.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        self.storage = storage
        length = found.ai_addrlen
        text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether it is this machine.
    var isLoopback: Bool { text == "::1" || text.hasPrefix("127.") }

    /// Connects to it: without Nagle's delay, with the system's keepalive, closed in children.
    /// - Returns: the socket, which does not block; or an `errno`.
    func connect(until deadline: AMQPDeadline) -> Result<Int32, SocketFailure> {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(Int32(storage.ss_family), type, 0)
        guard descriptor >= 0 else { return .failure(SocketFailure(code: errno)) }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &one, socklen_t(MemoryLayout<Int32>.size))
        let code = finish(descriptor, until: deadline)
        if code == 0 { return .success(descriptor) }
        Glibc.close(descriptor)
        return .failure(SocketFailure(code: code))
    }

    private func finish(_ descriptor: Int32, until deadline: AMQPDeadline) -> Int32 {
        let begun = withUnsafeBytes(of: storage) { bytes -> Int32 in
            guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
            return Glibc.connect(descriptor, address, length)
        }
        if begun == 0 { return 0 }
        guard errno == EINPROGRESS || errno == EINTR else { return errno }
        var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let ready = poll(&waited, 1, pollTimeout(deadline.remaining))
            if ready > 0 { break }
            if ready == 0 { return ETIMEDOUT }
            if errno != EINTR { return errno }
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
    }
}

/// Why a socket could not be connected.
struct SocketFailure: Error, Hashable {
    /// An `errno`.
    var code: Int32
}
