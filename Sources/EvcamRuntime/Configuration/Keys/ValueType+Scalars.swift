// SPDX-License-Identifier: Apache-2.0
import CameraHost
import EventSources

extension JSONValue {
    /// A schema that also takes a value from the environment, where only text could.
    static func orVariable(_ schemas: JSONValue...) -> JSONValue {
        .object(["anyOf": .array(schemas + [.object(["$ref": "#/$defs/variable"])])])
    }

    static func text(pattern: String) -> JSONValue { .object(["type": "string", "pattern": .string(pattern)]) }
}

extension ValueType where Value == Bool {
    static var bool: Self {
        ValueType(ValueDescription(name: "true or false", schema: .orVariable(.object(["type": "boolean"])))) {
            node, reader in
            guard let scalar = reader.scalar(node, wanted: "`true` or `false`") else { return nil }
            switch scalar.meaning ?? YAMLScalar.meaning(of: scalar.text) {
            case .bool(let value): return value
            default:
                let isYes = ["yes", "on", "y", "1"].contains(scalar.text.lowercased())
                let isNo = ["no", "off", "n", "0"].contains(scalar.text.lowercased())
                reader.mistake(
                    node.span, "\(Wording.quoted(scalar.text)) is neither `true` nor `false`",
                    remedy: "write \(isYes ? "`true`" : isNo ? "`false`" : "`true` or `false`")")
                return nil
            }
        }
    }
}

extension ValueType where Value == Int64 {
    static func integer(_ range: ClosedRange<Int64>) -> Self {
        var schema = JSONValue.object(["type": "integer"])
        if range.lowerBound > .min { schema = schema.adding(["minimum": .int(range.lowerBound)]) }
        if range.upperBound < .max { schema = schema.adding(["maximum": .int(range.upperBound)]) }
        return ValueType(ValueDescription(name: "a whole number", schema: .orVariable(schema))) { node, reader in
            guard let scalar = reader.scalar(node, wanted: "a whole number") else { return nil }
            guard case .int(let value) = scalar.meaning ?? YAMLScalar.meaning(of: scalar.text) else {
                let bare = YAMLScalar.meaning(of: scalar.text)
                var remedy: String?
                if case .int = bare { remedy = "write it without quotes: \(scalar.text)" }
                reader.mistake(node.span, "\(Wording.quoted(scalar.text)) is not a whole number", remedy: remedy)
                return nil
            }
            return reader.check(Double(value), range.doubles, "\(value)", node.span) { "\(Int64($0))" } ? value : nil
        }
    }

    /// Nanoseconds.
    static func nanoseconds(_ seconds: ClosedRange<Double>) -> Self {
        let schema = JSONValue.orVariable(
            .object(["type": "number", "minimum": 0]), .text(pattern: DurationText.pattern))
        return ValueType(ValueDescription(name: "a duration", schema: schema)) { node, reader in
            guard let value = reader.parse(node, wanted: "a duration", DurationText.parse) else { return nil }
            let text = DurationText.text(nanoseconds: value)
            return reader.check(Double(value) / 1e9, seconds, text, node.span) {
                DurationText.text(nanoseconds: Int64($0 * 1e9))
            } ? value : nil
        }
    }

    /// Bytes.
    static func size(_ range: ClosedRange<Double>) -> Self {
        let schema = JSONValue.orVariable(.object(["type": "integer", "minimum": 0]), .text(pattern: SizeText.pattern))
        return ValueType(ValueDescription(name: "a size", schema: schema)) { node, reader in
            guard let value = reader.parse(node, wanted: "a size", SizeText.parse) else { return nil }
            return reader.check(Double(value), range, SizeText.text(bytes: value), node.span) {
                SizeText.text(bytes: Int64($0))
            } ? value : nil
        }
    }
}

extension ValueType where Value == Double {
    static func number(_ range: ClosedRange<Double>) -> Self {
        var schema = JSONValue.object(["type": "number"])
        if range.lowerBound.isFinite { schema = schema.adding(["minimum": .number(range.lowerBound)]) }
        if range.upperBound.isFinite { schema = schema.adding(["maximum": .number(range.upperBound)]) }
        return ValueType(ValueDescription(name: "a number", schema: .orVariable(schema))) { node, reader in
            guard let scalar = reader.scalar(node, wanted: "a number") else { return nil }
            let value: Double
            switch scalar.meaning ?? YAMLScalar.meaning(of: scalar.text) {
            case .int(let whole): value = Double(whole)
            case .float(let number) where number.isFinite: value = number
            default:
                reader.mistake(node.span, "\(Wording.quoted(scalar.text)) is not a number", remedy: nil)
                return nil
            }
            return reader.check(value, range, scalar.text, node.span) { "\($0)" } ? value : nil
        }
    }
}

extension ValueType where Value == Double {
    /// A duration in seconds.
    static func seconds(_ range: ClosedRange<Double>) -> Self {
        ValueType<Int64>.nanoseconds(range).map { value, _, _ in Double(value) / 1e9 }
    }
}

extension ValueType where Value == Duration {
    /// A duration; `least` and `most` in seconds.
    static func duration(atLeast least: Double = 0, atMost most: Double = .infinity) -> Self {
        ValueType<Int64>.nanoseconds(least...most).map { value, _, _ in .nanoseconds(value) }
    }
}

extension ValueType where Value == Rate {
    static var rate: Self {
        let schema = JSONValue.orVariable(
            .object(["type": "number", "exclusiveMinimum": 0]),
            .text(pattern: "^[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? ?(/[smh]?)?$"))
        return ValueType(ValueDescription(name: "a rate", schema: schema)) { node, reader in
            reader.parse(node, wanted: "a rate") { text throws(ValueProblem) in
                do throws(PolaroidError) { return try Rate(parsing: text) } catch {
                    throw ValueProblem(sentence: error.description)
                }
            }
        }
    }
}

extension ValueType where Value == ReplaySpeed {
    static var speed: Self {
        let schema = JSONValue.orVariable(
            .object(["type": "number", "exclusiveMinimum": 0]), .text(pattern: "^(max|[0-9]*\\.?[0-9]+x?)$"))
        return ValueType(ValueDescription(name: "a speed", schema: schema)) { node, reader in
            reader.parse(node, wanted: "a speed") { text throws(ValueProblem) in
                do { return try ReplaySpeed(parsing: text) } catch {
                    throw ValueProblem(
                        "\(Wording.quoted(text)) is not a speed", remedy: "write `max`, `10x`, `1x`, or a number over 0"
                    )
                }
            }
        }
    }
}

extension ValueType where Value == Glob {
    static func glob(_ of: String) -> Self {
        ValueType<String>.text("a pattern of \(of)").map { text, node, reader in
            do throws(Glob.PatternError) { return try Glob(text) } catch {
                reader.mistake(node.span, ValueProblem(sentence: error.description))
                return nil
            }
        }
    }
}

extension ConfigurationReader {
    /// Whether a number lies in its range; otherwise that is noted.
    mutating func check(
        _ value: Double, _ range: ClosedRange<Double>, _ shown: String, _ span: SourceSpan, _ text: (Double) -> String
    ) -> Bool {
        if value < range.lowerBound {
            mistake(span, "\(Wording.quoted(shown)) is too little", remedy: "write \(text(range.lowerBound)) or more")
        } else if value > range.upperBound {
            mistake(span, "\(Wording.quoted(shown)) is too much", remedy: "write \(text(range.upperBound)) or less")
        }
        return range.contains(value)
    }
}

extension ClosedRange<Int64> {
    var doubles: ClosedRange<Double> { Double(lowerBound)...Double(upperBound) }
}
