// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Attributes as JSON that `jsonb` takes.
///
/// Its numbers and its nesting are narrower than JSON's: a number beyond `numeric`, or a nesting deeper than the server's
/// stack would make it refuse all rows of a shutter.
struct AttributesJSON: ~Copyable {
    private static let deepest = 256
    private static let longestNumber = 300

    private var buffer = JSONBuffer(capacity: 1 << 10, omitsNUL: true)
    private var narrow: [UInt8] = []

    /// Adds what the events brought of a task beyond the columns of its own, or null.
    mutating func append(furtherAttributesOf task: TaskView, to column: ArrayColumn) {
        append(to: column) { $0.append(furtherAttributesOf: task) }
    }

    /// Adds a worker's attributes, or null.
    mutating func append(attributesOf worker: WorkerView, to column: ArrayColumn) {
        append(to: column) { buffer in
            guard !worker.attributes.isEmpty else { return false }
            buffer.append(object: worker.attributes)
            return true
        }
    }

    /// Adds `{cause: count}`.
    mutating func append(_ losses: ViewList<LossView>, to column: ArrayColumn) {
        append(to: column) { buffer in
            buffer.append(object: losses)
            return true
        }
    }

    /// Adds `[{cause, from, until, at_least, at_most}]`.
    mutating func append(_ gaps: ViewList<GapView>, to column: ArrayColumn) {
        append(to: column) { buffer in
            buffer.append(array: gaps)
            return true
        }
    }

    /// Adds what is written; null if that is nothing.
    private mutating func append(to column: ArrayColumn, _ write: (inout JSONBuffer) -> Bool) {
        buffer.reset()
        guard write(&buffer) else { return column.appendNull() }
        narrow.removeAll(keepingCapacity: true)
        Self.copy(buffer.bytes, to: &narrow)
        narrow.withUnsafeBytes { column.append(bytes: $0) }
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
        let start = index
        index += 1
        while index < source.count, source[index] != UInt8(ascii: "\"") {
            index += source[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index = min(index + 1, source.count)
        out += source[start..<index]
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
