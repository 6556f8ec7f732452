// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

/// Turns values into the ABI's texts and attributes, hiding and cutting on the way.
struct AttributeWriter {
    private let redaction: Redaction
    private let arena: Arena
    private let mirror: MirrorReference?
    /// By raw value of a field.
    private let limits: [Int]
    private let namedLimits: [(name: [UInt8], limit: Int)]
    private let hiddenNames: [[UInt8]]
    /// Whether a text was hidden or cut since this was last set to false.
    var isTruncated = false

    init(_ redaction: Redaction, _ arena: Arena) {
        self.redaction = redaction
        self.arena = arena
        mirror = MirrorReference(arena.mirror)
        limits = redaction.limits()
        namedLimits = redaction.truncate.map { (Array($0.key.utf8), $0.value) }
        hiddenNames = redaction.fields.map { Array($0.utf8) }
    }

    @inline(__always)
    private func place(_ text: UnsafeRawBufferPointer) -> evcam_string {
        if let mirror { mirror.text(text) } else { evcam_string(text) }
    }

    /// What a camera reads instead of a hidden text.
    static let hidden: StaticString = "[redacted]"

    /// A text, cut to the limit.
    @inline(__always)
    private mutating func text(_ bytes: UnsafeRawBufferPointer, limit: Int) -> evcam_string {
        // A text has no more characters than bytes.
        if bytes.count <= limit { return place(bytes) }
        return cut(bytes, limit).map { arena.text($0) } ?? place(bytes)
    }

    /// A text, or what stands in its place.
    @inline(__always)
    mutating func text(_ bytes: UnsafeRawBufferPointer, of field: TaskField) -> evcam_string {
        guard !redaction.hides(field) else { return hiddenText() }
        return text(bytes, limit: limits[Int(field.rawValue)])
    }

    /// What stands in a hidden text's place.
    mutating func hiddenText() -> evcam_string {
        isTruncated = true
        return arena.place(evcam_string(Self.hidden))
    }

    /// An attribute.
    ///
    /// Cut JSON is no JSON any more and becomes a text.
    mutating func attribute(_ name: UnsafeRawBufferPointer, _ value: AttributeValue) -> evcam_attribute {
        var attribute = evcam_attribute()
        attribute.name = place(name)
        if !hiddenNames.isEmpty, hiddenNames.contains(where: { $0.elementsEqual(name) }) {
            attribute.kind = EVCAM_VALUE_STRING
            attribute.text = hiddenText()
            return attribute
        }
        let limit = namedLimits.isEmpty ? .max : namedLimits.first { $0.name.elementsEqual(name) }?.limit ?? .max
        switch value {
        case .null: attribute.kind = EVCAM_VALUE_NULL
        case .bool(let value):
            attribute.kind = EVCAM_VALUE_BOOL
            attribute.integer = value ? 1 : 0
        case .int(let value):
            attribute.kind = EVCAM_VALUE_INT
            attribute.integer = value
            attribute.number = Double(value)
        case .double(let value):
            attribute.kind = EVCAM_VALUE_DOUBLE
            attribute.number = value
        case .string(let bytes):
            attribute.kind = EVCAM_VALUE_STRING
            attribute.text = text(bytes, limit: limit)
        case .json(let bytes):
            attribute.kind = EVCAM_VALUE_JSON
            attribute.text = place(bytes)
            if bytes.count > limit, let head = cut(bytes, limit) {
                attribute.kind = EVCAM_VALUE_STRING
                attribute.text = arena.text(head)
            }
        }
        return attribute
    }

    /// The first `limit` characters of a text that may have more; nil: it has no more.
    private mutating func cut(_ bytes: UnsafeRawBufferPointer, _ limit: Int) -> UnsafeRawBufferPointer? {
        var characters = 0
        for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if characters == limit {
                isTruncated = true
                return UnsafeRawBufferPointer(rebasing: bytes[..<index])
            }
            characters += 1
        }
        return nil
    }
}
