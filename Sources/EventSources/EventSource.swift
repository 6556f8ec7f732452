// SPDX-License-Identifier: Apache-2.0

/// Something that messages come from: a recording, later a broker.
///
/// Pulled by one thread, the intake's; only its ``doorbell`` may be used from others.
package protocol EventSource: AnyObject {
    /// What the last batch came from, for messages to people: a file's path or a broker's URL.
    var name: String { get }

    /// What was lost so far, by cause; causes that did not occur are absent.
    var losses: [SourceLoss: UInt64] { get }

    /// Ends a ``receive(into:maxMessages:maxBytes:)`` that waits.
    var doorbell: Doorbell { get }

    /// Empties `batch` and fills it with what has come, waiting for the first message.
    ///
    /// A batch is at most `maxMessages` long, and ends before `maxBytes` would be passed; a single message that
    /// is larger comes alone.
    /// - Throws: ``SourceError``.
    func receive(into batch: MessageBatch, maxMessages: Int, maxBytes: Int) throws -> SourceStatus
}

extension EventSource {
    /// Lets a `receive` that waits, or else the next one that would wait, return ``SourceStatus/idle``.
    ///
    /// From other threads, ring a ``doorbell`` that was taken before.
    package func interrupt() { doorbell.ring() }
}
