// SPDX-License-Identifier: Apache-2.0

import Threads

/// What comes over a subscription, read straight into batches.
///
/// Used by one thread. Redis drops a subscriber that reads too slowly, so nothing is done here but finding where each
/// payload begins and ends: the envelopes are opened later, by another thread.
final class PushStream {
    /// How the server answered a PSUBSCRIBE.
    enum Answer: Equatable {
        case confirmed
        case refused(String)
    }

    /// Bytes asked of the system at a time.
    static let readSize = 256 << 10
    /// The beginning of a frame of up to so many bytes is copied to the next batch; a longer one is gathered aside.
    private static let shortFrame = 64 << 10
    /// Room for gathering that is kept between long frames.
    private static let keptRoom = 1 << 20

    /// Messages whose payload was longer than the limit.
    private(set) var oversized: UInt64 = 0
    /// Whether PSUBSCRIBE is still to be answered: an error is then the answer to it.
    var isSubscribing = false
    /// The answers to PSUBSCRIBE.
    private(set) var answers: [Answer] = []
    /// The last error that was the answer to something else: a PING.
    private(set) var complaint: String?

    private let transport: any ByteTransport
    private let scanner: PushScanner
    private let place: String
    private let twins: TwinFilter?
    /// The beginning of a frame whose end did not come yet.
    private var rest = MessageBatch(capacity: 0)
    /// Bytes that the frame in ``rest`` lacks at least.
    private var missing = 0
    /// Bytes of an oversized payload that are still to come.
    private var toSkip = 0
    private var failure: BrokerError?

    /// Reads from a connection on which everything that was sent before has been answered.
    /// - Parameters:
    ///   - transport: the connection.
    ///   - payloadLimit: bytes; longer payloads are passed over, and never held whole.
    ///   - place: the peer, for messages to people.
    ///   - twins: leaves out what comes over two channels; nil: nothing does.
    init(_ transport: any ByteTransport, payloadLimit: Int, place: String, twins: TwinFilter? = nil) {
        self.transport = transport
        scanner = PushScanner(payloadLimit: payloadLimit)
        self.place = place
        self.twins = twins
    }

    /// Appends what comes within `timeout` seconds, and what more is there at once, up to about `maxBytes` in the
    /// batch.
    /// - Returns: whether anything came, messages or not.
    /// - Throws: what ended the connection; what came before has been handed out then.
    func read(into batch: MessageBatch, maxBytes: Int, timeout: Double) throws(BrokerError) -> Bool {
        if let failure { throw failure }
        if rest.byteCount + missing > Self.shortFrame { return try gather(into: batch, timeout: timeout) }
        let start = takeRest(into: batch)
        var scanned = start
        var heard = false
        repeat {
            let count: Int
            do throws(BrokerError) {
                count = try fill(batch, atMost: Self.readSize, timeout: heard ? 0 : timeout)
            } catch {
                failure = error
                guard heard else { throw error }
                break
            }
            guard count > 0 else { break }
            heard = true
            scanned = scan(batch, from: scanned, received: WallClock.now)
            if count < Self.readSize { break }
        } while failure == nil && batch.byteCount < maxBytes
        keepRest(of: batch, from: scanned)
        return heard
    }

    /// Reads a long frame's missing bytes aside: copying it from batch to batch would cost more with every call.
    private func gather(into batch: MessageBatch, timeout: Double) throws(BrokerError) -> Bool {
        let count = try fill(rest, atMost: missing, timeout: timeout)
        missing -= count
        guard missing == 0 else { return count > 0 }
        let start = takeRest(into: batch)
        keepRest(of: batch, from: scan(batch, from: start, received: WallClock.now))
        return true
    }

    private func fill(_ batch: MessageBatch, atMost size: Int, timeout: Double) throws(BrokerError) -> Int {
        let room = batch.reserve(size)
        let count = try transport.read(
            into: UnsafeMutableRawBufferPointer(rebasing: room[..<size]), timeout: timeout)
        batch.commit(count)
        return count
    }

    /// Puts the beginning of a frame to the end of the batch; returns where it begins there.
    private func takeRest(into batch: MessageBatch) -> Int {
        let start = batch.byteCount
        if rest.byteCount > 0 { _ = rest.withUnsafeBytes { batch.copy($0) } }
        if rest.byteCount > Self.keptRoom { rest = MessageBatch(capacity: 0) } else { rest.removeAll() }
        missing = 0
        return start
    }

    private func keepRest(of batch: MessageBatch, from start: Int) {
        let length = batch.byteCount - start
        guard length > 0 else { return }
        if failure == nil { _ = rest.copy(batch[MessageBatch.Slice(offset: start, length: length)]) }
        batch.removeLast(length)
    }

    /// Appends the messages from `start` on; returns where the first frame without an end begins.
    private func scan(_ batch: MessageBatch, from start: Int, received: Double) -> Int {
        let limit = batch.byteCount
        var frame = start
        var at = skip(from: start, to: limit)
        batch.withUnsafeBytes { bytes in
            while at < limit {
                frame = at
                switch scanner.frame(bytes, at: at) {
                case .message(let pattern, let payload, let end):
                    at = end
                    if let twins, twins.isSecond(bytes, pattern: pattern, payload: payload) { continue }
                    append(payload, to: &batch.messages, received: received)
                case .oversized(let payload, let length):
                    oversized += 1
                    toSkip = length + 2
                    at = skip(from: payload, to: limit)
                case .confirmation(let end):
                    at = end
                    if isSubscribing { answers.append(.confirmed) }
                case .error(let text, let end):
                    at = end
                    let text = String(decoding: bytes[text], as: UTF8.self)
                    if isSubscribing { answers.append(.refused(text)) } else { complaint = text }
                case .other(let end): at = end
                case .incomplete(let missing):
                    self.missing = missing
                    return
                case .malformed:
                    let text = "\(place) sent something that is no Redis protocol; the connection is begun anew"
                    failure = BrokerError(.protocolError, text)
                    return
                }
            }
        }
        guard toSkip > 0 else { return at }
        // What is passed over takes no room.
        batch.removeLast(limit - frame)
        return frame
    }

    @inline(__always)
    private func append(_ payload: Range<Int>, to messages: inout [MessageBatch.Message], received: Double) {
        let bytes = MessageBatch.Slice(offset: payload.lowerBound, length: payload.count)
        var message = MessageBatch.Message(bytes: bytes, format: .kombuEnvelope)
        message.received = received
        messages.append(message)
    }

    /// Passes over what has come of an oversized payload; returns where it goes on.
    private func skip(from start: Int, to end: Int) -> Int {
        let length = min(toSkip, end - start)
        toSkip -= length
        return start + length
    }
}
