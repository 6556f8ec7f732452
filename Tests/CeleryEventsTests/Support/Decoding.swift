// SPDX-License-Identifier: Apache-2.0

import CeleryEvents

/// A decoder that keeps what it hands over.
final class Decoding {
    private final class Kept {
        var events: [DecodedEvent] = []
        var batches: [Int] = []
        var receiver: EventReceiver?
    }

    private let kept = Kept()
    let decoder: EventDecoder

    init(receiver: EventReceiver? = nil, maxMessageBytes: Int = 8 << 20) {
        kept.receiver = receiver
        decoder = EventDecoder(maxMessageBytes: maxMessageBytes) { [kept] batch in
            kept.receiver?.receive(batch)
            kept.batches.append(batch.count)
            for index in 0..<batch.count { kept.events.append(DecodedEvent(batch[index])) }
        }
    }

    var events: [DecodedEvent] { kept.events }
    var batches: [Int] { kept.batches }
    var clock: Int64? { kept.receiver?.clock }

    /// Decodes a body without handing it over yet.
    @discardableResult
    func add(_ body: [UInt8], received: Double = 1) throws -> Int {
        try (body + padding).withUnsafeBytes {
            try decoder.decodeBody(UnsafeRawBufferPointer(rebasing: $0[..<body.count]), received: received)
        }
    }

    @discardableResult
    func add(_ body: String, received: Double = 1) throws -> Int {
        try add(Array(body.utf8), received: received)
    }

    /// Decodes a line of a recording without handing it over yet.
    @discardableResult
    func addLine(_ line: String) throws -> (count: Int, received: Double) {
        try (Array(line.utf8) + padding).withUnsafeBytes {
            try decoder.decodeRecordingLine(UnsafeRawBufferPointer(rebasing: $0[..<line.utf8.count]))
        }
    }

    /// What a recording's lines lead to.
    func lines(_ lines: String...) throws -> [DecodedEvent] {
        for line in lines { try addLine(line) }
        decoder.flush()
        return events
    }

    private let padding = [UInt8](repeating: 0, count: EventDecoder.padding)
}

/// The events of one body.
func decoded(_ body: [UInt8], receiver: EventReceiver? = nil) throws -> [DecodedEvent] {
    let decoding = Decoding(receiver: receiver)
    try decoding.add(body)
    decoding.decoder.flush()
    return decoding.events
}

/// The events of one body.
func decoded(_ body: String, receiver: EventReceiver? = nil) throws -> [DecodedEvent] {
    try decoded(Array(body.utf8), receiver: receiver)
}

/// One attribute's value, written as JSON, after decoding: as a known attribute and as another one.
func decodedValue(_ json: String) throws -> DecodedValue? {
    guard let event = try decoded(#"{"result": \#(json), "mine": \#(json)}"#).first else { return nil }
    return "\(event.fields[.result], default: "")" == "\(event.extras["mine"], default: "")"
        ? event.fields[.result] : nil
}
