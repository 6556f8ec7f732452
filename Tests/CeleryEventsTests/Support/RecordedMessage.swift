// SPDX-License-Identifier: Apache-2.0

import CBase64
import CeleryEvents
import Glibc
import Testing

/// A line of `Fixtures/*.tsv`: a body with its labels, and the JSON that Python reads out of it.
struct RecordedMessage: CustomTestStringConvertible {
    let name: String
    let contentType: String
    let compression: String
    let base64: String
    /// The JSON, or `!` and the cause of its refusal.
    let outcome: String

    var testDescription: String { "\(name), \(contentType), \(compression)" }

    var body: [UInt8] {
        get throws { try #require(decodedBase64(base64)) }
    }

    /// The messages of a file of fixtures.
    static func all(in file: String) -> [RecordedMessage] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let stream = fopen("/\(folder)/Fixtures/\(file)", "r") else { return [] }
        defer { fclose(stream) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { text += buffer[..<count] }
        return text.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let parts = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 5 else { return nil }
            return RecordedMessage(
                name: parts[0], contentType: parts[1], compression: parts[2], base64: parts[3], outcome: parts[4])
        }
    }

    /// All messages with Python's reading of them.
    static let read = (all(in: "captured.tsv") + all(in: "serialized.tsv")).filter { !$0.outcome.hasPrefix("!") }
}

/// The bytes of a text in base64; nil if it is none.
func decodedBase64(_ text: String) -> [UInt8]? {
    var bytes = Array(text.utf8)
    let count = bytes.withUnsafeMutableBytes { cb64_decode($0.baseAddress, $0.count, $0.baseAddress) }
    return count < 0 ? nil : Array(bytes[..<count])
}

extension Decoding {
    /// Decodes a message with its labels, without handing it over yet.
    @discardableResult
    func add(
        _ body: [UInt8], contentType: String, compression: String = "", received: Double = 1, isBacklog: Bool = false
    ) throws -> Int {
        let (contentType, compression) = (Array(contentType.utf8), Array(compression.utf8))
        let padded = body + [UInt8](repeating: 0, count: EventDecoder.padding)
        return try padded.withUnsafeBytes { padded in
            try contentType.withUnsafeBytes { contentType in
                try compression.withUnsafeBytes { compression in
                    try decoder.decodeMessage(
                        UnsafeRawBufferPointer(rebasing: padded[..<body.count]), contentType: contentType,
                        compression: compression, received: received, isBacklog: isBacklog)
                }
            }
        }
    }

    /// Why the message is refused; nil: it is taken.
    func refusal(_ body: [UInt8], contentType: String, compression: String = "") -> EventDecodingError? {
        do {
            try add(body, contentType: contentType, compression: compression)
            return nil
        } catch {
            return error as? EventDecodingError
        }
    }
}

/// The events of one message with labels.
func decoded(
    _ body: [UInt8], contentType: String, compression: String = "", receiver: EventReceiver? = nil
) throws -> [DecodedEvent] {
    let decoding = Decoding(receiver: receiver)
    try decoding.add(body, contentType: contentType, compression: compression)
    decoding.decoder.flush()
    return decoding.events
}

/// Why a message is refused; nil: it is taken.
func refusal(_ body: [UInt8], contentType: String, compression: String = "") -> EventDecodingError? {
    Decoding().refusal(body, contentType: contentType, compression: compression)
}

/// The content types by their short names.
enum ContentType {
    static let json = "application/json"
    static let msgpack = "application/x-msgpack"
    static let yaml = "application/x-yaml"
}
