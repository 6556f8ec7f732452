// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources

/// Messages that cannot be decoded: each is counted, and what every message of a sender would say is said once.
///
/// Confined to the intake thread.
final class Refusals {
    /// Senders that are remembered.
    private static let maxSenders = 1000

    private let losses: Losses
    private var told: Set<String> = []

    init(_ losses: Losses) { self.losses = losses }

    /// Counts a message that was refused, and says so.
    func note(_ error: EventDecodingError, _ message: MessageBatch.Message, of batch: MessageBatch, from source: String)
    {
        guard message.format == .body else {
            losses.note(error.cause, "\(source):\(message.lineNumber): \(error); it is passed over")
            return
        }
        let sender = message.sender.length > 0 ? batch.text(message.sender) : "an unnamed sender"
        guard error.isOfSender else {
            losses.note(error.cause, "\(source): from \(sender): \(error); it is passed over")
            return
        }
        let isNew = told.count < Self.maxSenders && told.insert("\(error.cause) \(sender)").inserted
        losses.note(
            error.cause,
            isNew
                ? "\(source): from \(sender): \(error); such messages of this sender are counted and passed over" : nil)
    }
}
