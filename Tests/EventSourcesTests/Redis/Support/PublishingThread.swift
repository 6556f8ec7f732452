// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Synchronization
import Threads

/// Publishes one message after the other until it is stopped.
final class PublishingThread: Sendable {
    private let isOver = Mutex(false)
    private let thread = Mutex<DedicatedThread?>(nil)

    init(_ port: UInt16, channel: String, _ payload: [UInt8]) throws {
        let made = try DedicatedThread(named: "publisher") { [self] in
            while !isOver.withLock({ $0 }) {
                try? RedisClient.publish(port, channel: channel, Array(repeating: payload, count: 50))
            }
        }
        thread.withLock { $0 = made }
    }

    /// Ends it.
    func stop() {
        isOver.withLock { $0 = true }
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }
}
