// SPDX-License-Identifier: Apache-2.0
import Logging
import Phrases
import Threads

/// The thread behind a ``LiveSource``: connects, drains, and connects again.
///
/// Sendable: made on one thread, and from then on used by the one that runs ``run()``; what it shares with others
/// lies in `exchange`.
package final class BrokerReader: @unchecked Sendable {
    /// Makes a connection that is logged in.
    package typealias Connect = @Sendable (BrokerURL, BrokerSettings) throws(BrokerError) -> any BrokerConnection

    /// Seconds that a look at the connection takes at most; acknowledgements and commands wait that long.
    private static let glance = 0.1
    /// Bytes after which a batch is handed over even if more is there.
    private static let batchBytes = 1 << 20

    private let settings: BrokerSettings
    private let failFast: Bool
    private let exchange: Monitor<Handover>
    private let doorbell: Doorbell
    private let logger: Logger
    private let connect: Connect

    private var backoff: Backoff
    private var next = 0
    private var connections: UInt64 = 0
    private var hasSubscribed = false

    init(
        _ settings: BrokerSettings, failFast: Bool, exchange: Monitor<Handover>, doorbell: Doorbell, logger: Logger,
        connect: @escaping Connect
    ) {
        self.settings = settings
        self.failFast = failFast
        self.exchange = exchange
        self.doorbell = doorbell
        self.logger = logger
        self.connect = connect
        backoff = Backoff(peers: settings.urls.count)
    }

    /// Follows the broker until it is told to stop, or gives up.
    func run() {
        while !isStopping {
            let url = settings.urls[next % settings.urls.count]
            let life = follow(url)
            guard let error = life.error else { continue }
            if let error = giveUp(after: error) {
                finish(.gaveUp(error))
                return
            }
            // One that throws us out again at once is no success.
            if life.wasSubscribed, MonotonicClock.now - life.began > Backoff.longest / 4 { backoff.succeeded() }
            // Of several brokers the one that has just worked is tried again first.
            if !life.wasSubscribed { next += 1 }
            let delay = backoff.failed(random: .random(in: 0...1))
            put(
                .disconnected(
                    Disconnection(
                        peer: life.peer, lastHeard: life.lastHeard, error: error, wasSubscribed: life.wasSubscribed,
                        isKept: settings.keepsMessages,
                        attempt: backoff.tries)))
            tell(error, life, delay: delay)
            wait(delay)
        }
        finish(.stopped)
    }

    /// One connection, from its making to its end.
    private struct Life {
        var peer: String
        var lastHeard = WallClock.now
        var began = 0.0
        var wasSubscribed = false
        var error: BrokerError?
    }

    private func follow(_ url: BrokerURL) -> Life {
        var life = Life(peer: url.masked)
        do {
            let connection = try connect(url, settings)
            defer { connection.close() }
            life.peer = connection.peer
            let backlog = try connection.subscribe()
            connections += 1
            life.wasSubscribed = true
            life.lastHeard = WallClock.now
            hasSubscribed = true
            life.began = MonotonicClock.now
            let waiting = backlog > 0 ? "; \(Phrase.count(backlog, "message was", "messages were")) waiting" : ""
            logger.notice("following the events of \(connection.peer)\(waiting)")
            try put(
                .connected(
                    Subscription(
                        peer: connection.peer, time: life.lastHeard, backlog: backlog, number: connections)),
                keeping: connection)
            if settings.wakesWorkers { try connection.broadcast(ControlCommand(.heartbeat)) }
            try drain(connection, &life)
        } catch {
            life.error = error
        }
        return life
    }

    private func drain(_ connection: any BrokerConnection, _ life: inout Life) throws(BrokerError) {
        var acknowledged: UInt64 = 0
        var oversized = connection.oversized
        var batch = spare()
        var rest = Rest()
        while !isStopping {
            for notice in connection.takeNotices() {
                // Some name the peer themselves.
                let isPlaced = notice.contains(connection.peer)
                logger.warning("\(isPlaced ? notice : "\(connection.peer): \(notice)")")
            }
            let wanted = exchange.withLock { state in
                let tag = state.acknowledged.connection == connections ? state.acknowledged.tag : 0
                defer { state.commands.removeAll() }
                return (tag: tag, commands: state.commands)
            }
            if wanted.tag > acknowledged {
                try connection.acknowledge(through: wanted.tag)
                acknowledged = wanted.tag
            }
            for command in wanted.commands { try connection.broadcast(command) }
            let timeout = batch.isEmpty ? Self.glance : 0
            let bytesBefore = batch.byteCount
            let wasHeard: Bool
            do {
                wasHeard = try connection.receive(into: batch, maxBytes: Self.batchBytes, timeout: timeout)
            } catch {
                // What came before the end counts.
                if !batch.isEmpty { put(.messages(batch, connection: connections)) }
                throw error
            }
            if wasHeard { life.lastHeard = WallClock.now }
            if connection.oversized > oversized {
                let more = connection.oversized - oversized
                oversized += more
                exchange.change { $0.oversized += more }
            }
            guard !batch.isEmpty, !wasHeard || batch.byteCount >= Self.batchBytes || isIntakeHungry else { continue }
            let news = batch.byteCount - bytesBefore
            try put(.messages(batch, connection: connections), keeping: connection)
            batch = spare()
            rest.take(after: news)
        }
        let tag = exchange.withLock { $0.acknowledged.connection == connections ? $0.acknowledged.tag : 0 }
        if tag > acknowledged { try connection.acknowledge(through: tag) }
    }

    private var isStopping: Bool { exchange.withLock { $0.isStopping } }

    private var isIntakeHungry: Bool { exchange.withLock { $0.items.isEmpty } }

    private func spare() -> MessageBatch {
        exchange.withLock { $0.spares.popLast() } ?? MessageBatch(capacity: Self.batchBytes + 512 << 10)
    }

    /// Hands something over, waiting while the intake has too much to do already.
    private func put(_ item: Handover.Item) {
        while !offer(item, patience: 60) {}
    }

    /// Hands something over, keeping a connection alive while the intake has too much to do already.
    ///
    /// If the connection breaks meanwhile, that is thrown once the intake has taken what came before.
    private func put(_ item: Handover.Item, keeping connection: any BrokerConnection) throws(BrokerError) {
        while !offer(item, patience: Self.glance) {
            do throws(BrokerError) {
                try connection.keepAlive()
            } catch {
                put(item)
                throw error
            }
        }
    }

    /// Hands something over, if the intake makes room within so many seconds.
    private func offer(_ item: Handover.Item, patience: Double) -> Bool {
        var bytes = 0
        if case .messages(let batch, _) = item { bytes = batch.footprint }
        let mustRing: Bool? = exchange.wait(nanoseconds: UInt64(patience * 1e9)) { state in
            let isFull = state.bytes > 0 && state.bytes + bytes > settings.maxBacklogBytes
            if isFull, !state.isStopping { return nil }
            state.items.append(item)
            state.bytes += bytes
            defer { state.isIntakeWaiting = false }
            return state.isIntakeWaiting
        }
        if mustRing == true { doorbell.ring() }
        return mustRing != nil
    }

    /// The error to end with, if there is no sense in another try.
    private func giveUp(after error: BrokerError) -> BrokerError? {
        if failFast, !hasSubscribed, backoff.tries + 1 >= settings.urls.count { return error }
        guard let maxRetries = settings.maxRetries, backoff.tries >= maxRetries else { return nil }
        let retries = Phrase.count(maxRetries, "retry", "retries")
        return BrokerError(error.kind, "\(error); given up after \(retries) (max_retries)")
    }

    private func tell(_ error: BrokerError, _ life: Life, delay: Double) {
        let what = life.wasSubscribed ? "lost the connection" : "no connection"
        let text = "\(error)"
        // Most errors name the peer themselves.
        let place = text.contains(life.peer) ? "" : " to \(life.peer)"
        let then = delay > 0 ? "trying again in \(Phrase.seconds(delay))" : "trying again at once"
        logger.warning("\(what)\(place): \(text); \(then)", metadata: ["cause": "\(error.kind.rawValue)"])
    }

    private func wait(_ seconds: Double) {
        guard seconds > 0 else { return }
        _ = exchange.wait(nanoseconds: UInt64(seconds * 1e9)) { $0.isStopping ? true : nil }
    }

    private func finish(_ end: Handover.End) {
        exchange.change { $0.end = end }
        doorbell.ring()
    }
}
