// SPDX-License-Identifier: Apache-2.0

/// The records of one payload block: `field, kind, value` one after the other.
///
/// A block is written once and never changed; an event that changes one of its attributes makes a new one.
struct Payload {
    let bytes: UnsafeRawBufferPointer

    /// The records of a block; none for handle 0.
    @inline(__always)
    init(handle: UInt32, chunks: UnsafeMutablePointer<UnsafeMutableRawPointer?>) {
        guard handle != 0, let block = Slab.block(handle, in: chunks) else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let count = Int(block.loadUnaligned(fromByteOffset: 4, as: UInt32.self) & 0xff_ffff)
        bytes = UnsafeRawBufferPointer(start: block + Slab.headerBytes, count: count)
    }

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// One record.
    struct Record {
        var field: UInt8
        var kind: PayloadKind
        /// The attribute's name, for `PayloadField.other`.
        var key: UInt32
        /// Where the value begins (behind its length, for texts).
        var value: UnsafeRawPointer
        /// Length of a text.
        var count: Int

        /// Its value, where it has one that stands for itself.
        func attributeValue(texts: (TextID) -> UnsafeRawBufferPointer) -> AttributeValue {
            switch kind {
            case .null, .own, .uuid: .null
            case .no: .bool(false)
            case .yes: .bool(true)
            case .small: .int(Int64(value.load(as: Int8.self)))
            case .int: .int(value.loadUnaligned(as: Int64.self))
            case .double: .double(value.loadUnaligned(as: Double.self))
            case .string: .string(UnsafeRawBufferPointer(start: value, count: count))
            case .json: .json(UnsafeRawBufferPointer(start: value, count: count))
            case .text: .string(texts(TextID(value.loadUnaligned(as: UInt32.self))))
            }
        }
    }

    /// Reads the record at `offset` and moves behind it.
    @inline(__always)
    func next(_ offset: inout Int) -> (record: Record, range: Range<Int>)? {
        guard let base = bytes.baseAddress, offset + 2 <= bytes.count else { return nil }
        let start = offset
        let field = base.load(fromByteOffset: offset, as: UInt8.self)
        guard let kind = PayloadKind(rawValue: base.load(fromByteOffset: offset + 1, as: UInt8.self)) else {
            return nil
        }
        offset += 2
        var key: UInt32 = 0
        if field == PayloadField.other {
            key = base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            offset += 4
        }
        var count = 0
        switch kind {
        case .string, .json:
            count = Int(base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
            offset += 2
            if count == 0xffff {
                count = Int(base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                offset += 4
            }
            let value = base + offset
            offset += count + 1
            return (Record(field: field, kind: kind, key: key, value: value, count: count), start..<offset)
        case .null, .no, .yes, .own: break
        case .small: count = 1
        case .int, .double: count = 8
        case .text: count = 4
        case .uuid: count = 16
        }
        let value = base + offset
        offset += count
        return (Record(field: field, kind: kind, key: key, value: value, count: count), start..<offset)
    }

    /// The first record of an attribute.
    @inline(__always)
    func record(_ field: UInt8) -> Record? {
        var offset = 0
        while let (record, _) = next(&offset) {
            if record.field == field { return record }
        }
        return nil
    }
}
