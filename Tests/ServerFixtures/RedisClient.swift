// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A client for what tests ask of a server beside what is tested.
package enum RedisClient {
    /// What `redis-cli` shows for a command.
    package static func ask(_ port: UInt16, password: String? = nil, _ words: [String]) throws(FixtureError) -> String {
        let login = password.map { "REDISCLI_AUTH=\(Shell.quoted($0)) " } ?? ""
        return try Shell.run(
            "\(login)timeout 10 redis-cli -p \(port) \(words.map(Shell.quoted).joined(separator: " "))")
    }

    /// Publishes messages as fast as the server takes them, on one connection.
    /// - Returns: when the server has answered all of them.
    package static func publish(
        _ port: UInt16, channel: String, _ payloads: [[UInt8]], times: Int = 1
    ) throws(FixtureError) {
        guard let socket = FreePort.connect(port) else { throw FixtureError("nobody listens at port \(port)") }
        defer { close(socket) }
        for _ in 0..<times {
            var bytes: [UInt8] = []
            for payload in payloads {
                bytes += "*3\r\n$7\r\nPUBLISH\r\n$\(channel.utf8.count)\r\n\(channel)\r\n$\(payload.count)\r\n".utf8
                bytes += payload
                bytes += "\r\n".utf8
            }
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else {
                    throw FixtureError("the server took no more: \(String(cString: strerror(errno)))")
                }
                sent += count
            }
            // An answer of one line each.
            var answered = 0
            var room = [UInt8](repeating: 0, count: 1 << 16)
            while answered < payloads.count {
                let count = recv(socket, &room, room.count, 0)
                guard count > 0 else { throw FixtureError("the server hung up on the publisher") }
                answered += room[..<count].count { $0 == UInt8(ascii: "\n") }
            }
        }
    }
}
