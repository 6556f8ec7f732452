// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Attributes as JSON that `jsonb` takes.
///
/// Its numbers, strings and nesting are narrower than JSON's: an escaped NUL, a number beyond `numeric`, a nesting deeper
/// than the server's stack would make it refuse all rows of a shutter.
struct AttributesJSON: ~Copyable {
    private static let deepest = 256
    private static let longestNumber = 300

    private var buffer = JSONBuffer(capacity: 1 << 10)
    private var object: [UInt8] = []

    /// The object of a task's or worker's attributes, with texts that found no place in a column; nil: there are none.
    ///
    /// Valid until the next one is made.
    mutating func object(
        of attributes: ViewList<AttributeView>, and texts: [(name: StaticString, text: TextView)] = []
    ) -> [UInt8]? {
        guard !attributes.isEmpty || !texts.isEmpty else { return nil }
        _ = narrowed { $0.append(object: attributes) }
        for (name, text) in texts {
            object.removeLast()
            if object.count > 1 { object.append(UInt8(ascii: ",")) }
            object += Array("\"\(name)\":\(Self.quoted(text.string))}".utf8)
        }
        return object
    }

    /// `{cause: count}`.
    mutating func losses(_ losses: ViewList<LossView>) -> [UInt8] { narrowed { $0.append(object: losses) } }

    /// `[{cause, from, until, at_least, at_most}]`.
    mutating func gaps(_ gaps: ViewList<GapView>) -> [UInt8] { narrowed { $0.append(array: gaps) } }

    private mutating func narrowed(_ write: (inout JSONBuffer) -> Void) -> [UInt8] {
        buffer.reset()
        write(&buffer)
        object.removeAll(keepingCapacity: true)
        Self.copy(buffer.bytes, to: &object)
        return object
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars where scalar.value != 0 {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Copies valid JSON, narrowed.
    private static func copy(_ source: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        out.reserveCapacity(source.count)
        var index = 0
        var depth = 0
        while index < source.count {
            let byte = source[index]
            switch byte {
            case UInt8(ascii: "\""):
                copyString(source, &index, to: &out)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if depth == deepest {
                    skipContainer(source, &index)
                    out += Array("null".utf8)
                    continue
                }
                depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                copyNumber(source, &index, to: &out)
                continue
            default: break
            }
            out.append(byte)
            index += 1
        }
    }

    private static func copyString(_ source: UnsafeRawBufferPointer, _ index: inout Int, to out: inout [UInt8]) {
        let nul: StaticString = "\\u0000"
        out.append(UInt8(ascii: "\""))
        index += 1
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: "\\"), index + 1 < source.count {
                let rest = source[index..<min(index + 6, source.count)]
                if rest.elementsEqual(UnsafeBufferPointer(start: nul.utf8Start, count: nul.utf8CodeUnitCount)) {
                    index += 6
                    continue
                }
                out.append(byte)
                out.append(source[index + 1])
                index += 2
                continue
            }
            out.append(byte)
            index += 1
            if byte == UInt8(ascii: "\"") { return }
        }
    }

    private static func copyNumber(_ source: UnsafeRawBufferPointer, _ index: inout Int, to out: inout [UInt8]) {
        let start = index
        var exponent: Int?
        while index < source.count {
            switch source[index] {
            case UInt8(ascii: "e"), UInt8(ascii: "E"): exponent = index + 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): break
            default:
                return append(source, start..<index, exponent, to: &out)
            }
            index += 1
        }
        append(source, start..<index, exponent, to: &out)
    }

    /// A number that `numeric` may not hold becomes a string.
    private static func append(
        _ source: UnsafeRawBufferPointer, _ range: Range<Int>, _ exponent: Int?, to out: inout [UInt8]
    ) {
        let power = exponent.map { Int(String(decoding: source[$0..<range.upperBound], as: UTF8.self)) ?? .max } ?? 0
        let fits = range.count <= longestNumber && power.magnitude <= longestNumber
        if !fits { out.append(UInt8(ascii: "\"")) }
        out += source[range]
        if !fits { out.append(UInt8(ascii: "\"")) }
    }

    private static func skipContainer(_ source: UnsafeRawBufferPointer, _ index: inout Int) {
        var depth = 0
        var unused: [UInt8] = []
        while index < source.count {
            switch source[index] {
            case UInt8(ascii: "\""):
                unused.removeAll(keepingCapacity: true)
                copyString(source, &index, to: &unused)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return }
        }
    }
}
