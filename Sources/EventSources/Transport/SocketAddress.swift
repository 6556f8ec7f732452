// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An address that a socket can be connected to.
struct SocketAddress: Hashable, Sendable {
    /// `AF_INET`, `AF_INET6` or `AF_UNIX`.
    let family: Int32
    /// For people: `127.0.0.1`, `::1`, a path.
    let text: String
    private let bytes: [UInt8]

    /// Copies one that `getaddrinfo` found.
    init?(_ info: addrinfo) {
        guard let address = info.ai_addr else { return nil }
        family = info.ai_family
        bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))
        var host = [CChar](repeating: 0, count: 128)
        let code = getnameinfo(address, info.ai_addrlen, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        let name = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        text = code == 0 ? name : "an address of family \(info.ai_family)"
    }

    /// A Unix socket's; nil if the path is longer than the system takes.
    init?(path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard path.count < room.count else { return false }
            room.copyBytes(from: path)
            return true
        }
        guard fits else { return nil }
        family = AF_UNIX
        text = String(decoding: path, as: UTF8.self)
        bytes = withUnsafeBytes(of: &address) { Array($0) }
    }

    /// Lends it as the system wants it.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.copyBytes(from: bytes.prefix($0.count)) }
        return withUnsafePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(bytes.count)) }
        }
    }
}
