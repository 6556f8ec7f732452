// SPDX-License-Identifier: Apache-2.0
import Logging

/// What a helper says without being asked: a camera's log lines and figures.
enum HelperReport {
    case log(Logger.Level, String, [(String, String)])
    case metric(String, Double)
    /// So many of the above found no room.
    case lost(UInt32)

    /// A message is cut here.
    static let maxMessage = 4096
    /// More than any report has.
    static let maxBytes = 32 << 10
    private static let maxName = 128
    private static let maxValue = 512
    private static let maxAttributes = 32

    func encoded() -> [UInt8] {
        var writer = MessageWriter()
        switch self {
        case .log(let level, let message, let attributes):
            writer.put(UInt8(0))
            writer.put(UInt8(level.place))
            writer.put(message, atMost: Self.maxMessage)
            writer.put(attributes.prefix(Self.maxAttributes)) { writer, attribute in
                writer.put(attribute.0, atMost: Self.maxName)
                writer.put(attribute.1, atMost: Self.maxValue)
            }
        case .metric(let name, let value):
            writer.put(UInt8(1))
            writer.put(name, atMost: 256)
            writer.put(value)
        case .lost(let count):
            writer.put(UInt8(2))
            writer.put(count)
        }
        return writer.bytes
    }

    static func decoded(_ message: ArraySlice<UInt8>) throws(MessageError) -> HelperReport {
        var reader = MessageReader(message)
        let report: HelperReport
        switch try reader.integer(UInt8.self) {
        case 0:
            let level = Logger.Level(place: Int(try reader.integer(UInt8.self)))
            let message = try reader.text(atMost: maxMessage)
            let attributes = try reader.list(atMost: maxAttributes) { reader throws(MessageError) in
                (try reader.text(atMost: maxName), try reader.text(atMost: maxValue))
            }
            report = .log(level, message, attributes)
        case 1: report = .metric(try reader.text(atMost: 256), try reader.double())
        case 2: report = .lost(try reader.integer())
        case let kind: throw MessageError("there is no report \(kind)")
        }
        try reader.end()
        return report
    }
}

extension Logger.Level {
    /// Its place in the order of severity, which is also the ABI's number.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The level in that place; the highest beyond the last.
    init(place: Int) {
        let all = Self.allCases
        self = all.indices.contains(place) ? all[place] : .critical
    }
}
