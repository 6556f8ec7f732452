// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// A value beside a line in the host's log.
///
/// Literals can be written as they are.
public enum LogValue: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
    case string(String)
    case int(Int)
    case double(Double)
    case bool(Bool)

    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A yes or no.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Lends the pairs to C.
    ///
    /// The texts stand in one buffer, which lives as long as `body` runs.
    static func withAttributes(
        _ pairs: KeyValuePairs<String, LogValue>, _ body: (UnsafeBufferPointer<evcam_attribute>) -> Void
    ) {
        var texts: [CChar] = []
        var ranges: [(name: Range<Int>, text: Range<Int>?)] = []
        func store(_ text: String) -> Range<Int> {
            let start = texts.count
            texts.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
            return start..<texts.count
        }
        for (name, value) in pairs {
            let name = store(name)
            if case .string(let text) = value { ranges.append((name, store(text))) } else { ranges.append((name, nil)) }
        }
        texts.append(0)
        texts.withUnsafeBufferPointer { buffer in
            func string(_ range: Range<Int>) -> evcam_string {
                evcam_string(ptr: buffer.baseAddress.map { $0 + range.lowerBound }, len: UInt64(range.count))
            }
            let attributes = zip(pairs, ranges).map { pair, range in
                var attribute = evcam_attribute()
                attribute.name = string(range.name)
                switch pair.value {
                case .string:
                    attribute.kind = EVCAM_VALUE_STRING
                    if let text = range.text { attribute.text = string(text) }
                case .int(let value):
                    attribute.kind = EVCAM_VALUE_INT
                    attribute.integer = Int64(value)
                    attribute.number = Double(value)
                case .double(let value):
                    attribute.kind = EVCAM_VALUE_DOUBLE
                    attribute.number = value
                case .bool(let value):
                    attribute.kind = EVCAM_VALUE_BOOL
                    attribute.integer = value ? 1 : 0
                }
                return attribute
            }
            attributes.withUnsafeBufferPointer(body)
        }
    }
}
