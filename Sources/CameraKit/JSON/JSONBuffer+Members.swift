// SPDX-License-Identifier: Apache-2.0

/// Members of an object, behind its first one, and nothing where the value is absent. A key is given as it is
/// written, `,"name":`, to be one copy.
extension JSONBuffer {
    @inline(__always)
    mutating func member(_ key: StaticString, _ text: TextView?) {
        guard let text else { return }
        append(key)
        append(quoted: text)
    }

    @inline(__always)
    mutating func member(_ key: StaticString, _ number: Double?) {
        guard let number, number.isFinite else { return }
        append(key)
        append(finite: number)
    }

    @inline(__always)
    mutating func member(_ key: StaticString, _ number: Int64?) {
        guard let number else { return }
        append(key)
        append(number)
    }

    @inline(__always)
    mutating func member(_ key: StaticString, _ number: UInt64?) {
        guard let number else { return }
        append(key)
        append(number)
    }

    mutating func members(_ attributes: ViewList<AttributeView>) {
        guard !attributes.isEmpty else { return }
        append(",\"attributes\":")
        append(object: attributes)
    }

    /// Appends attributes as an object, with their types.
    public mutating func append(object attributes: ViewList<AttributeView>) {
        append("{")
        for (index, attribute) in attributes.enumerated() {
            if index > 0 { append(byte: UInt8(ascii: ",")) }
            append(attribute)
        }
        append(byte: UInt8(ascii: "}"))
    }

    mutating func append(_ attribute: AttributeView) {
        append(quoted: attribute.name)
        append(byte: UInt8(ascii: ":"))
        append(value: attribute.value)
    }

    /// A number that JSON cannot write is null: the attribute was there.
    private mutating func append(value: AttributeValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .int(let value): append(value)
        case .double(let value): if value.isFinite { append(finite: value) } else { append("null") }
        case .string(let text): append(quoted: text)
        case .json(let text): append(json: text)
        }
    }
}
