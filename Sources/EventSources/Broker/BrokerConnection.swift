// SPDX-License-Identifier: Apache-2.0

/// One connection to one broker, from the login to its end.
///
/// Used by one thread. Every error ends the connection: nothing but ``close()`` may be called afterwards.
package protocol BrokerConnection: AnyObject {
    /// Reaches the broker and logs in, within the connect timeout; names are resolved anew each time.
    /// - Throws: ``BrokerError``.
    init(_ url: BrokerURL, _ settings: BrokerSettings) throws(BrokerError)

    /// The broker's URL without its password, for messages to people.
    var peer: String { get }

    /// Messages that were larger than the limit, and passed over.
    var oversized: UInt64 { get }

    /// What there is to warn of, such as a broker's alarm or a right that is missing; each is given once.
    func takeNotices() -> [String]

    /// Tries, without consuming anything and leaving nothing behind, whether the rights suffice to follow events.
    /// - Returns: what was tried, and what came of it.
    func checkRights() throws(BrokerError) -> [RightsFinding]

    /// Begins to follow the events; from its return on everything published reaches us.
    /// - Returns: the number of messages that the broker had kept for us before.
    func subscribe() throws(BrokerError) -> UInt64

    /// Waits up to `timeout` seconds for messages and appends them to `batch`, which may hold some already; what
    /// more is there at once is taken too, up to about `maxBytes` in the batch.
    ///
    /// It keeps the connection alive meanwhile, so it is to be called all the time.
    /// - Returns: whether anything was heard from the peer, messages or other signs of life.
    func receive(into batch: MessageBatch, maxBytes: Int, timeout: Double) throws(BrokerError) -> Bool

    /// Keeps the connection alive while nobody has room for messages: to be called several times within the
    /// heartbeat, in place of `receive`. Nothing is received.
    func keepAlive() throws(BrokerError)

    /// Lets the broker forget all deliveries up to this tag.
    func acknowledge(through tag: UInt64) throws(BrokerError)

    /// Sends a remote control command to the workers.
    ///
    /// A missing right to do so becomes a notice, and is no error.
    func broadcast(_ command: ControlCommand) throws(BrokerError)

    /// Sends a command and gathers the answers that come in time; on a connection without a subscription.
    /// - Parameters:
    ///   - command: what is asked.
    ///   - timeout: seconds; it returns sooner if all of the command's destinations have answered.
    /// - Returns: the answers in the order they came.
    /// - Throws: ``BrokerError``.
    func call(_ command: ControlCommand, timeout: Double) throws(BrokerError) -> [ControlReply]

    /// Says good-bye, if that can be done at once, and lets go of everything.
    func close()
}
