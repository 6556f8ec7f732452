// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import EventSources

/// Decodes what a source brings.
///
/// Confined to the intake thread.
final class Intake {
    /// Told of a message that cannot be decoded, and of where it came from.
    typealias Refuse = (EventDecodingError, MessageBatch.Message, MessageBatch, String) -> Void

    /// The last line of a recording that was decoded.
    private(set) var line: UInt64 = 0

    private let decoder: EventDecoder
    private let refuse: Refuse

    /// - Parameters:
    ///   - maxMessageBytes: a longer message is refused.
    ///   - refuse: gets what cannot be decoded.
    ///   - apply: gets the events, in order.
    init(maxMessageBytes: Int, refuse: @escaping Refuse, apply: @escaping (EventBatch) -> Void) {
        self.refuse = refuse
        decoder = EventDecoder(maxMessageBytes: maxMessageBytes, handler: apply)
    }

    /// Attributes that were left out because their event had too many.
    var droppedAttributes: UInt64 { decoder.droppedAttributeCount }

    /// Decodes one message, and says whether that could be done.
    @discardableResult
    func decode(_ message: MessageBatch.Message, of batch: MessageBatch, from source: String) -> Bool {
        line = message.lineNumber
        do throws(EventDecodingError) {
            switch message.format {
            case .recordingLine: _ = try decoder.decodeRecordingLine(batch[message.bytes])
            case .body:
                _ = try decoder.decodeMessage(
                    batch[message.bytes], contentType: batch[message.contentType],
                    compression: batch[message.compression], received: message.received,
                    isBacklog: message.flags.contains(.backlog))
            case .kombuEnvelope, .clear: break
            }
            return true
        } catch {
            refuse(error, message, batch, source)
            return false
        }
    }

    /// Decodes all messages of a batch, and hands on what has gathered: an event must not wait until others have
    /// come to fill its batch.
    ///
    /// `clear` is called where the tape says that the state was cleared.
    func decode(_ batch: MessageBatch, from source: String, clear: () -> Void) {
        for message in batch.messages {
            if message.format == .clear {
                decoder.flush()
                clear()
            } else {
                decode(message, of: batch, from: source)
            }
        }
        decoder.flush()
    }

    /// Hands on what has gathered.
    func flush() { decoder.flush() }
}

extension LimitsConfiguration {
    /// A message of the greatest size in base64, and what a recording puts around it.
    var lineLimit: Int { (Int(maxMessage) + 2) / 3 * 4 + 64 << 10 }
}
