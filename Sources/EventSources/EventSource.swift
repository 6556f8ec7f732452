// SPDX-License-Identifier: Apache-2.0

/// Where messages come from: a recording, a tape or a broker.
///
/// Pulled by one thread, the intake's; only its ``doorbell`` may be used from others.
package protocol EventSource: AnyObject {
    /// What the last batch came from, for messages to people: a file's path or a broker's URL without its password.
    var name: String { get }

    /// What was lost so far, by cause; causes that did not occur are absent.
    var losses: [SourceLoss: UInt64] { get }

    /// Ends a ``receive(into:maxMessages:maxBytes:timeout:)`` that waits.
    var doorbell: Doorbell { get }

    /// Empties `batch` and fills it with what has come, waiting for the first message.
    ///
    /// A batch is at most `maxMessages` long, and ends before `maxBytes` would be passed; a single message that
    /// is larger comes alone. A broker's batches are as large as they were read, which is about that.
    /// - Parameters:
    ///   - batch: gets the messages.
    ///   - maxMessages: the most messages.
    ///   - maxBytes: the most bytes.
    ///   - timeout: seconds after which it returns ``SourceStatus/idle``; nil: it waits without end.
    /// - Returns: what came.
    /// - Throws: ``SourceError``.
    func receive(into batch: MessageBatch, maxMessages: Int, maxBytes: Int, timeout: Double?) throws -> SourceStatus

    /// How far `receive` has come, for ``acknowledge(_:)``.
    var position: DeliveryPosition { get }

    /// All messages that `receive` had returned at that position are safe with us: a broker that keeps them may
    /// forget them.
    func acknowledge(_ position: DeliveryPosition)

    /// Sends a remote control command to the workers, soon and without an answer; nothing for recordings.
    ///
    /// A broker that does not allow it is warned of in the log.
    func broadcast(_ command: ControlCommand)
}

extension EventSource {
    /// `receive` that waits without end.
    package func receive(into batch: MessageBatch, maxMessages: Int, maxBytes: Int) throws -> SourceStatus {
        try receive(into: batch, maxMessages: maxMessages, maxBytes: maxBytes, timeout: nil)
    }

    /// Lets a `receive` that waits, or else the next one that would wait, return ``SourceStatus/idle``.
    ///
    /// From other threads, ring a ``doorbell`` that was taken before.
    package func interrupt() { doorbell.ring() }

    package var position: DeliveryPosition { DeliveryPosition() }

    package func acknowledge(_ position: DeliveryPosition) {}

    package func broadcast(_ command: ControlCommand) {}
}
