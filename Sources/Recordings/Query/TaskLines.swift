// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Tasks as lines for programs: JSON objects, or CSV.
package struct TaskLines {
    /// In which way.
    package enum Format: Sendable {
        /// An object on each line (NDJSON); what is unknown is left out, times are UNIX seconds.
        case json
        /// As RFC 4180 has it, with a header; times as ISO 8601.
        case csv
    }

    private let format: Format
    private let fields: [TaskField]
    private let output: (UnsafeRawBufferPointer) -> Void
    private var bytes: [UInt8] = []

    /// Writes whole lines to an output, many at a time.
    package init(_ format: Format, _ fields: [TaskField], output: @escaping (UnsafeRawBufferPointer) -> Void) {
        self.format = format
        self.fields = fields
        self.output = output
        if format == .csv { bytes += Array((fields.map(\.rawValue).joined(separator: ",") + "\r\n").utf8) }
    }

    /// Adds a task; with the states it came to, where they are wanted and recorded (JSON only).
    package mutating func append(_ task: RecordedTask, history: [TaskTransition]? = nil) {
        switch format {
        case .json: appendJSON(task, history)
        case .csv: appendCSV(task)
        }
        if bytes.count > 1 << 16 { flush() }
    }

    /// Writes what is left.
    package mutating func flush() {
        bytes.withUnsafeBytes(output)
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func appendJSON(_ task: RecordedTask, _ history: [TaskTransition]?) {
        var isFirst = true
        func key(_ name: String) -> String {
            defer { isFirst = false }
            return "\(isFirst ? "{" : ",")\"\(name)\":"
        }
        for field in fields {
            switch task[field] {
            case .unknown, .flag(false): continue
            case let value:
                bytes += Array(key(field.rawValue).utf8)
                bytes += Array(Self.json(value).utf8)
            }
        }
        if let history {
            let states = history.map { state in
                let at = state.at.map { ",\"at\":" + Self.json(.time($0)) } ?? ""
                let worker = state.worker.map { ",\"worker\":" + Self.json(.text($0)) } ?? ""
                return "{\"state\":\(Self.json(.text(state.state)))\(at)\(worker)}"
            }
            bytes += Array((key("history") + "[\(states.joined(separator: ","))]").utf8)
        }
        bytes += Array((isFirst ? "{}\n" : "}\n").utf8)
    }

    private static func json(_ value: FieldValue) -> String {
        switch value {
        case .unknown: "null"
        case .text(let text): quoted(text)
        case .json(let text): text
        case .time(let time): microseconds(time)
        case .number(let number): number.isFinite ? "\(number)" : "null"
        case .integer(let number): "\(number)"
        case .flag(let flag): flag ? "true" : "false"
        }
    }

    /// To the microsecond: all that PostgreSQL keeps, so that all recordings say the same.
    private static func microseconds(_ time: Double) -> String {
        guard time.magnitude < 9e12 else { return "\(time)" }
        let all = Int((time.magnitude * 1e6).rounded())
        var fraction = Phrase.padded(all % 1_000_000, 6)
        while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
        return "\(time < 0 ? "-" : "")\(all / 1_000_000).\(fraction)"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            // A terminal may show this: DEL, the second set of control characters, and what turns writing around.
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value), "\u{200E}", "\u{200F}",
                "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{FEFF}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private mutating func appendCSV(_ task: RecordedTask) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let text =
                switch task[field] {
                case .unknown: ""
                case .text(let text), .json(let text): text
                case .time(let time): CalendarTime(time)?.iso ?? "\(time)"
                case .number(let number): "\(number)"
                case .integer(let number): "\(number)"
                case .flag(let flag): flag ? "true" : "false"
                }
            let isPlain = text.utf8.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D }
            bytes += Array((isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\"").utf8)
        }
        bytes += [0x0D, 0x0A]
    }
}
