// SPDX-License-Identifier: Apache-2.0

/// Names of attributes that records know by number, for those who list all attributes.
enum AttributeNames {
    private static let known: [UInt8: StaticString] = [
        0: "type", 2: "utcoffset", 3: "pid", 4: "clock", 5: "timestamp", 6: "uuid", 7: "name", 8: "args",
        9: "kwargs", 10: "root_id", 11: "parent_id", 12: "retries", 13: "eta", 14: "expires", 15: "queue",
        16: "exchange", 17: "routing_key", 18: "result", 19: "runtime", 20: "exception", 21: "traceback",
        22: "freq", 23: "active", 24: "processed", 25: "loadavg", 26: "sw_ident", 27: "sw_ver", 28: "sw_sys",
    ]

    static func name(of field: UInt8) -> UnsafeRawBufferPointer? {
        known[field].map { UnsafeRawBufferPointer(start: $0.utf8Start, count: $0.utf8CodeUnitCount) }
    }
}

/// Calls `body` with each attribute that has no member of its own: those with a name in the record, and the
/// numbered ones that `nameOf` gives a name.
func forEachOther(
    _ payload: Payload, texts: (TextID) -> UnsafeRawBufferPointer,
    nameOf: (Payload.Record) -> UnsafeRawBufferPointer?, _ body: (UnsafeRawBufferPointer, AttributeValue) -> Void
) {
    var offset = 0
    while let (record, _) = payload.next(&offset) {
        let name = record.field == PayloadField.other ? texts(TextID(record.key)) : nameOf(record)
        if let name { body(name, record.attributeValue(texts: texts)) }
    }
}
