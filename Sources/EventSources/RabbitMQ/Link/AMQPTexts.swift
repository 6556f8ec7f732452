// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// Texts and tables as librabbitmq takes them, for one call.
final class AMQPTexts {
    private var pool = amqp_pool_t()

    private init() { init_amqp_pool(&pool, 4096) }

    deinit { empty_amqp_pool(&pool) }

    /// Lends one; what it makes is valid as long as `body` runs.
    static func lend<Result, Failure>(_ body: (AMQPTexts) throws(Failure) -> Result) throws(Failure) -> Result {
        let texts = AMQPTexts()
        defer { withExtendedLifetime(texts) {} }
        return try body(texts)
    }

    /// A text's bytes.
    func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { utf8 in
            guard let source = utf8.baseAddress, !utf8.isEmpty, let copy = amqp_pool_alloc(&pool, utf8.count) else {
                return amqp_bytes_t(len: 0, bytes: nil)
            }
            copy.copyMemory(from: source, byteCount: utf8.count)
            return amqp_bytes_t(len: utf8.count, bytes: copy)
        }
    }

    /// A table; its entries stand in the order that is given.
    func table(_ entries: [AMQPEntry]) -> amqp_table_t {
        let stride = MemoryLayout<amqp_table_entry_t>.stride
        guard !entries.isEmpty, let room = amqp_pool_alloc(&pool, stride * entries.count) else {
            return amqp_table_t(num_entries: 0, entries: nil)
        }
        let first = room.bindMemory(to: amqp_table_entry_t.self, capacity: entries.count)
        for (index, entry) in entries.enumerated() {
            (first + index).initialize(to: amqp_table_entry_t(key: bytes(entry.key), value: field(entry.value)))
        }
        return amqp_table_t(num_entries: Int32(entries.count), entries: first)
    }

    private func field(_ value: AMQPValue) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        switch value {
        case .bool(let value):
            field.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            field.value.boolean = value ? 1 : 0
        case .integer(let value):
            field.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
            field.value.i64 = value
        case .double(let value):
            field.kind = UInt8(AMQP_FIELD_KIND_F64.rawValue)
            field.value.f64 = value
        case .text(let value):
            field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            field.value.bytes = bytes(value)
        case .table(let entries):
            field.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
            field.value.table = table(entries)
        }
        return field
    }
}
