// SPDX-License-Identifier: Apache-2.0

import EventSources
import ServerFixtures

/// A connection under test, and what comes over it.
final class RedisClientSide {
    let connection: RedisConnection
    private let batch = MessageBatch()

    /// Connects.
    init(_ settings: BrokerSettings) throws(BrokerError) {
        connection = try RedisConnection(settings.urls[0], settings)
    }

    /// Connects and subscribes.
    init(following settings: BrokerSettings) throws(BrokerError) {
        connection = try RedisConnection(settings.urls[0], settings)
        _ = try connection.subscribe()
    }

    deinit { connection.close() }

    /// Bodies of the messages that come until there are so many.
    func bodies(_ count: Int) throws -> [String] {
        batch.removeAll()
        try waitUntil("\(count) messages came") {
            _ = try connection.receive(into: batch, maxBytes: 1 << 24, timeout: 0.1)
            return batch.messages.count >= count
        }
        batch.unwrapEnvelopes(maxMessageBytes: 8_000_000) { _, _ in }
        return batch.messages.map { batch.text($0.bytes) }
    }

    /// Receives until that ends the connection.
    func failure(within seconds: Double = 30) throws -> BrokerError {
        var failure: BrokerError?
        try waitUntil("the connection ended", seconds: seconds) {
            do throws(BrokerError) {
                _ = try connection.receive(into: batch, maxBytes: 1 << 24, timeout: 0.1)
            } catch {
                failure = error
            }
            return failure != nil
        }
        guard let failure else { throw FixtureError("no failure") }
        return failure
    }
}

/// The error of connecting and subscribing; nil if both succeed.
func followingFails(_ settings: BrokerSettings) -> BrokerError? {
    do throws(BrokerError) {
        _ = try RedisClientSide(following: settings)
        return nil
    } catch {
        return error
    }
}

extension RedisServer {
    /// How to reach it.
    func settings(
        user: String? = nil, password: String? = nil, database: Int = 0,
        change: (inout BrokerSettings) -> Void = { _ in }
    ) -> BrokerSettings {
        var settings = BrokerSettings(urls: [
            BrokerURL(transport: .redis, port: port, user: user, password: password, database: database)
        ])
        change(&settings)
        return settings
    }
}
