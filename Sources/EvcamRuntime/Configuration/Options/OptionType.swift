// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// The types of cameras' options, made of the configuration's own.
enum OptionType {
    /// The type that a declaration asks for.
    static func of(_ option: OptionDeclaration) -> ValueType<OptionValue> {
        let least = option.minimum ?? -.infinity
        let most = max(option.maximum ?? .infinity, least)
        let range = least...most
        switch option.kind {
        case .bool: return ValueType<Bool>.bool.map { value, _, _ in .bool(value) }
        case .int:
            let lower = Int64(exactly: least.rounded(.up)) ?? .min
            let upper = Int64(exactly: most.rounded(.down)) ?? .max
            return ValueType<Int64>.integer(lower...max(lower, upper)).map { value, _, _ in .int(value) }
        case .float: return ValueType<Double>.number(range).map { value, _, _ in .float(value) }
        case .duration: return ValueType<Int64>.nanoseconds(range).map { value, _, _ in .duration(value) }
        case .bytes: return ValueType<Int64>.size(range).map { value, _, _ in .bytes(value) }
        case .enum: return .choice(option.choices) { .text($0) }
        case .path: return ValueType<String>.path.map { value, _, _ in .text(value) }
        case .string: return ofLength(range)
        case .url: return url
        case .secret: return ValueType<String>.secret.map { value, _, _ in .text(value) }
        case .list:
            return ValueType<[String]>.list(of: .text(), "a list").map { items, node, reader in
                lengthFits(items.count, range, "items", node, &reader) ? .list(items) : nil
            }
        }
    }

    private static func ofLength(_ range: ClosedRange<Double>) -> ValueType<OptionValue> {
        ValueType(ValueDescription(name: "text", schema: .object(["type": "string"]))) { node, reader in
            guard let text = reader.text(node, wanted: "text") else { return nil }
            return lengthFits(text.unicodeScalars.count, range, "characters", node, &reader) ? .text(text) : nil
        }
    }

    private static func lengthFits(
        _ count: Int, _ range: ClosedRange<Double>, _ unit: String, _ node: YAMLNode,
        _ reader: inout ConfigurationReader
    ) -> Bool {
        if Double(count) < range.lowerBound {
            reader.mistake(
                node.span, "\(count) \(unit) are too few", remedy: "write \(Int64(range.lowerBound)) or more")
        } else if Double(count) > range.upperBound {
            reader.mistake(
                node.span, "\(count) \(unit) are too many", remedy: "write \(Int64(range.upperBound)) or fewer")
        }
        return range.contains(Double(count))
    }

    private static var url: ValueType<OptionValue> {
        ValueType<String>.text("a URL", pattern: "://|\\$\\{").map { text, node, reader in
            if let mark = text.firstRange(of: "://"), mark.lowerBound > text.startIndex { return .text(text) }
            reader.mistake(node.span, "this is not a URL", remedy: "write `scheme://host/path`")
            return nil
        }
    }
}
