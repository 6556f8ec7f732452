// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Synchronization
import Threads

/// A Sentinel that names whom it is told to name.
final class ScriptedSentinel: Sendable {
    let port: UInt16
    private let socket: Int32
    private let master: Mutex<UInt16>

    init(naming master: UInt16) throws {
        (socket, port) = try FreePort.listen()
        self.master = Mutex(master)
        let listener = socket
        try DedicatedThread(named: "sentinel") { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                guard let self else { return }
                self.serve(client)
            }
        }.abandon()
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    /// Names another one from now on.
    func name(_ port: UInt16) { master.withLock { $0 = port } }

    private func serve(_ client: Int32) {
        let thread = try? DedicatedThread(named: "sentinel") { [weak self] in
            var room = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(client, &room, room.count, 0)
                guard count > 0, let self else { break }
                let words = String(decoding: room[..<count], as: UTF8.self)
                var answer = "+OK\r\n"
                if words.contains("PING") { answer = "+PONG\r\n" }
                if words.contains("get-master-addr-by-name") {
                    let port = String(self.master.withLock { $0 })
                    answer = "*2\r\n$9\r\n127.0.0.1\r\n$\(port.utf8.count)\r\n\(port)\r\n"
                }
                let bytes = Array(answer.utf8)
                _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            }
            close(client)
        }
        thread?.abandon()
    }
}
