// SPDX-License-Identifier: Apache-2.0

/// Decodes an input, twice: what lies behind it must make no difference.
enum DecodingTarget {
    /// What became of an input.
    struct Outcome: Equatable {
        var count: Int?
        var cause: String?
        var sum: UInt64
    }

    /// Runs `decode`, which takes a decoder and an input and returns how many events it held.
    static func run(_ input: UnsafeRawBufferPointer, _ decode: (EventDecoder, UnsafeRawBufferPointer) throws -> Int) {
        let (once, nested) = outcome(PaddedInput(input, filler: 0), decode)
        let (again, _) = outcome(PaddedInput(input, filler: UInt8(ascii: "\"")), decode)
        precondition(once == again, "the outcome depends on what lies behind the input: \(once), \(again)")
        if !nested.isEmpty { accept(nested) }
    }

    private static func outcome(
        _ input: borrowing PaddedInput, _ decode: (EventDecoder, UnsafeRawBufferPointer) throws -> Int
    ) -> (Outcome, nested: [[UInt8]]) {
        var seen = DecodedBatch()
        var receiver = EventReceiver(localize: true)
        let decoder = EventDecoder(maxMessageBytes: 1 << 18) { batch in
            receiver.receive(batch)
            seen.look(at: batch)
        }
        var count: Int?
        var cause: String?
        do {
            count = try decode(decoder, input.bytes)
        } catch {
            cause = (error as? EventDecodingError)?.cause
            precondition(!"\(error)".isEmpty)
        }
        decoder.flush()
        // Of a broken message of hundreds of events some may be there, but no more.
        if let count { precondition(count == seen.events, "\(count) events are promised, \(seen.events) came") }
        return (Outcome(count: count, cause: cause, sum: seen.sum), seen.nested)
    }

    /// What the decoder hands out as JSON it has to take, too.
    private static func accept(_ values: [[UInt8]]) {
        let decoder = EventDecoder { _ in }
        for json in values {
            let body = Array(#"{"x":"#.utf8) + json + Array("}".utf8)
            body.withUnsafeBytes { body in
                let input = PaddedInput(body)
                do {
                    _ = try decoder.decodeBody(input.bytes, received: 1)
                } catch {
                    preconditionFailure("nested JSON is refused: \(error): \(String(decoding: json, as: UTF8.self))")
                }
            }
        }
    }
}
