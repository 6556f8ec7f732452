// SPDX-License-Identifier: Apache-2.0

/// A connection to RabbitMQ, which follows a cluster's events.
///
/// Used by one thread, which calls `receive` all the time: heartbeats are sent from within.
///
/// Commands to workers go over a connection of their own: while an alarm (memory, disk) is on, RabbitMQ stops reading
/// from a connection that publishes, and acknowledgements would get stuck with the command.
package final class RabbitMQConnection: BrokerConnection {
    /// The broker's URL without its password.
    package var peer: String { link.place.peer }
    /// Messages that were larger than `maxMessageBytes` and passed over; the broker has forgotten them.
    package internal(set) var oversized: UInt64 = 0

    let url: BrokerURL
    let settings: BrokerSettings
    let link: AMQPLink
    var deliveries: DeliveryReader
    /// Where deliveries come; 0: there is no subscription.
    var consumerChannel: UInt16 = 0
    /// The newest delivery that was acknowledged.
    var acknowledged: UInt64 = 0
    /// What ended the connection, if messages had come before it in the same call.
    var ending: BrokerError?
    /// For commands; nil before the first one.
    var commands: CommandLink?
    /// Whether the user may not send any, so that none is tried again.
    var isCommandRefused = false
    /// The alarm that was told of; nil: none, or it is over.
    var toldAlarm: String?
    /// Lamport's clock of the commands.
    var clock: Int64 = 0
    private var notices: [String] = []
    /// What was warned of already.
    private var given: Set<String> = []
    private var channels: UInt16 = 0
    private var isBroken = false

    package init(_ url: BrokerURL, _ settings: BrokerSettings) throws(BrokerError) {
        self.url = url
        self.settings = settings
        link = try AMQPOpening(url, settings, timeout: settings.connectTimeout).open(purpose: "events")
        deliveries = DeliveryReader(maxMessageBytes: settings.maxMessageBytes)
    }

    package func takeNotices() -> [String] {
        defer { notices.removeAll() }
        return notices
    }

    package func close() {
        commands?.close(patience: isBroken ? 0 : 0.2)
        commands = nil
        isBroken ? link.destroy() : link.close(patience: 0.5)
        isBroken = true
    }

    /// Warns of something; what nobody takes is not gathered without end.
    func warn(_ notice: String) {
        if notices.count < 64 { notices.append(notice) }
    }

    /// Warns of something, the first time only.
    func warnOnce(_ notice: String) {
        if given.count < 64, given.insert(notice).inserted { warn(notice) }
    }

    /// Whether the subscription's queue outlives us, and its messages are acknowledged.
    var isDurable: Bool { settings.rabbitMQ.queue == .durable }

    /// Opens a channel with a number that was not used before.
    func openChannel() throws(BrokerError) -> UInt16 {
        channels += 1
        let channel = channels
        try request(.other("open a channel")) { () throws(AMQPFailure) in try link.openChannel(channel) }
        return channel
    }

    /// Asks for something; a refusal ends the connection.
    func request<Answer>(
        _ request: AMQPRequest, _ body: () throws(AMQPFailure) -> Answer
    ) throws(BrokerError) -> Answer {
        do { return try body() } catch { throw fail(error, request) }
    }

    /// Asks for something that may well be refused.
    /// - Returns: the reason of the refusal, which has closed the channel; nil if it was granted.
    func attempt(
        _ request: AMQPRequest, _ body: () throws(AMQPFailure) -> Void
    ) throws(BrokerError) -> AMQPReason? {
        do {
            try body()
            return nil
        } catch .refused(let reason) {
            return reason
        } catch {
            throw fail(error, request)
        }
    }

    /// The connection is at its end: what to throw.
    func fail(_ failure: AMQPFailure, _ request: AMQPRequest) -> BrokerError {
        if case .refused = failure {} else { isBroken = true }
        return RefusalText(link.place, settings).error(failure, request)
    }
}
