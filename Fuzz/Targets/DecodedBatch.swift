// SPDX-License-Identifier: Apache-2.0

/// Looks at everything that a batch shows, and at the promises that come with it.
struct DecodedBatch {
    private(set) var events = 0
    /// Sums what was seen, so that two decodings can be compared.
    private(set) var sum: UInt64 = 0
    private(set) var nested: [[UInt8]] = []

    mutating func look(at batch: EventBatch) {
        events += batch.count
        for index in 0..<batch.count {
            let event = batch[index]
            for field in EventField.allCases {
                if let value = event[field] { look(at: value) }
            }
            precondition(event.extraCount <= 256, "more attributes than there is room for")
            for index in 0..<event.extraCount {
                guard let (key, value) = event.extra(index) else { preconditionFailure("an attribute is missing") }
                look(atText: key)
                look(at: value)
            }
        }
    }

    private mutating func look(at value: EventValue) {
        precondition(value.kind.rawValue <= EventValueKind.json.rawValue, "a kind that there is not")
        add(UInt64(value.kind.rawValue))
        switch value.kind {
        case .int, .bool: add(UInt64(bitPattern: value.integer))
        case .double: add(value.number.isNaN ? 1 : value.number.bitPattern)
        case .string: look(atText: value.text)
        case .json:
            look(atText: value.text)
            if nested.count < 16 { nested.append(Array(value.text)) }
        default: break
        }
    }

    private mutating func look(atText text: UnsafeRawBufferPointer) {
        precondition(UTF8Text.isValid(text), "a text that is not UTF-8")
        let behind = text.baseAddress?.load(fromByteOffset: text.count, as: UInt8.self)
        precondition(behind == 0, "a text without a NUL behind it")
        for byte in text { add(UInt64(byte)) }
    }

    private mutating func add(_ value: UInt64) {
        sum = (sum ^ value) &* 0x100_0000_01b3
    }
}
