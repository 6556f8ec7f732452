// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures

/// A server that says one thing to the first who connects, and hangs up.
enum OneAnswer {
    private final class Task {
        let socket: Int32
        let text: String
        init(_ socket: Int32, _ text: String) {
            self.socket = socket
            self.text = text
        }

        func run() {
            let client = accept(socket, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 8)
            _ = read(client, &buffer, 8)
            _ = Array(text.utf8).withUnsafeBytes { write(client, $0.baseAddress, $0.count) }
            shutdown(client, Int32(SHUT_WR))
            while read(client, &buffer, 8) > 0 {}
            close(client)
            close(socket)
        }
    }

    /// Begins to wait.
    /// - Returns: the port.
    static func give(_ text: String) throws -> UInt16 {
        let (socket, port) = try FreePort.listen()
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Task>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(Task(socket, text)).toOpaque())
        pthread_detach(thread)
        return port
    }
}
