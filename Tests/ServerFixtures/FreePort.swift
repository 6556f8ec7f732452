// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Ports of this machine that nobody listens at.
package enum FreePort {
    /// Some of them, all different.
    package static func take(_ count: Int) throws(FixtureError) -> [UInt16] {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        var ports: [UInt16] = []
        for _ in 0..<count {
            let (socket, port) = try listen()
            sockets.append(socket)
            ports.append(port)
        }
        return ports
    }

    /// Listens at a free one.
    /// - Returns: the socket, and its port.
    package static func listen() throws(FixtureError) -> (socket: Int32, port: UInt16) {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let listener = socket(AF_INET, type, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
            guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
            if bind(listener, address, size) != 0 || Glibc.listen(listener, 16) != 0 { return -1 }
            return getsockname(listener, address, &size)
        }
        guard code == 0 else {
            let cause = String(cString: strerror(errno))
            close(listener)
            throw FixtureError("cannot listen at a port of this machine: \(cause)")
        }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    /// Connects to a port of this machine.
    /// - Returns: the socket; nil if nobody listens.
    package static func connect(_ port: UInt16) -> Int32? {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let client = socket(AF_INET, type, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        address.sin_port = port.bigEndian
        let code = withUnsafeBytes(of: address) { bytes -> Int32 in
            guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
            return Glibc.connect(client, address, socklen_t(bytes.count))
        }
        if code == 0 { return client }
        close(client)
        return nil
    }
}
