// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Synchronization
import Threads

/// A server that answers whatever it is asked with the next of its lines, on one connection after the other.
final class ScriptedPeer: Sendable {
    let port: UInt16
    private let socket: Int32
    private let answers: [String]
    private let greeting: String
    private let thread = Mutex<DedicatedThread?>(nil)

    /// `greeting`: what it says before it is asked.
    ///
    /// `answers`: one for each command; then it hangs up.
    init(greeting: String = "", _ answers: [String]) throws {
        (socket, port) = try FreePort.listen()
        self.answers = answers
        self.greeting = greeting
        let listener = socket
        let made = try DedicatedThread(named: "peer") { Self.serve(listener, greeting, answers) }
        thread.withLock { $0 = made }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        thread.withLock { $0?.join() }
        close(socket)
    }

    private static func serve(_ listener: Int32, _ greeting: String, _ answers: [String]) {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            say(greeting, to: client)
            var room = [UInt8](repeating: 0, count: 4096)
            for answer in answers {
                guard recv(client, &room, room.count, 0) > 0 else { break }
                say(answer, to: client)
            }
            close(client)
        }
    }

    private static func say(_ text: String, to client: Int32) {
        let bytes = Array(text.utf8)
        _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
