// SPDX-License-Identifier: Apache-2.0
import CBase64

/// What kombu's JSON stands for with `{"__type__": …, "__value__": …}` (`kombu.utils.json`), since kombu 5.3.
///
/// Anything that kombu would not take is none of these; then the whole message is lost to Celery.
enum PythonObject {
    /// `str(object)` and `repr(object)`.
    typealias Texts = (str: String, repr: String)

    /// The object's texts; nil if it is a plain dict.
    static func texts(_ members: [JSONTree.Member]) -> Texts? {
        guard members.count == 2, case .string(let type) = members.first(where: { $0.name == "__type__" })?.value,
            let value = members.first(where: { $0.name == "__value__" })?.value
        else { return nil }
        if type == "uuid" { return uuid(value) }
        guard case .string(let text) = value else { return nil }
        switch type {
        case "datetime": return datetime(text)
        case "date": return date(text.prefix(10)).map { ($0.str, "datetime.\($0.repr)") }
        case "time": return time(text[...]).map { ($0.str, "datetime.time(\($0.parts))") }
        case "decimal": return (text, "Decimal(\(PythonText.repr(text)))")
        case "bytes": return both(bytes(text.utf8))
        case "base64": return decode(text).map { both(bytes($0)) }
        default: return nil
        }
    }

    private static func both(_ text: String) -> Texts { (text, text) }

    private static func uuid(_ value: JSONTree) -> Texts? {
        guard case .object(let members) = value,
            case .string(let hex) = members.first(where: { $0.name == "hex" })?.value
        else { return nil }
        let digits = Array(hex.lowercased().filter { $0 != "-" })
        guard digits.count == 32, digits.allSatisfy(\.isHexDigit) else { return nil }
        let text = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
        return (text, "UUID('\(text)')")
    }

    private static func datetime(_ text: String) -> Texts? {
        guard text.utf8.count > 11, let date = date(text.prefix(10)), let time = time(text.dropFirst(11)) else {
            return nil
        }
        let inner = date.repr.dropFirst("date(".count).dropLast()
        return ("\(date.str) \(time.str)", "datetime.datetime(\(inner), \(time.parts))")
    }

    private static func date(_ text: Substring) -> Texts? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2] else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        return (String(text), "date(\(numbers.map { "\($0)" }.joined(separator: ", ")))")
    }

    /// `HH:MM:SS[.ffffff][±HH:MM]`, and the arguments of its constructor.
    private static func time(_ text: Substring) -> (str: String, parts: String)? {
        let clock = text.prefix { $0 != "+" && $0 != "-" && $0 != "Z" }
        let zone = text[clock.endIndex...]
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = Int(parts[0]), let minute = Int(parts[1]) else { return nil }
        let second = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard second.count <= 2, let whole = Int(second[0]) else { return nil }
        var micros = 0
        if second.count == 2 {
            guard let digits = Int((second[1] + "000000").prefix(6)) else { return nil }
            micros = digits
        }
        // Zeros at the end are left out, but for hour and minute.
        var numbers = [hour, minute]
        if whole != 0 || micros != 0 { numbers.append(whole) }
        if micros != 0 { numbers.append(micros) }
        guard let offset = offset(zone) else { return nil }
        let arguments = numbers.map { "\($0)" }.joined(separator: ", ")
        return (clock + offset.str, arguments + offset.repr)
    }

    private static func offset(_ text: Substring) -> Texts? {
        if text.isEmpty { return ("", "") }
        if text == "Z" { return ("+00:00", ", tzinfo=datetime.timezone.utc") }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard (2...3).contains(parts.count), let hours = parts[0], let minutes = parts[1] else { return nil }
        var seconds = hours * 3600 + minutes * 60
        if parts.count == 3 {
            guard let more = parts[2] else { return nil }
            seconds += more
        }
        if text.first == "-" { seconds = -seconds }
        if seconds == 0 { return ("+00:00", ", tzinfo=datetime.timezone.utc") }
        // A timedelta's seconds are never negative; its days are.
        let delta = seconds < 0 ? "days=-1, seconds=\(seconds + 86_400)" : "seconds=\(seconds)"
        return (String(text), ", tzinfo=datetime.timezone(datetime.timedelta(\(delta)))")
    }

    private static func decode(_ base64: String) -> [UInt8]? {
        let characters = base64.utf8CString.dropLast()
        var isValid = false
        let bytes = [UInt8](unsafeUninitializedCapacity: characters.count / 4 * 3) { room, used in
            used = room.withMemoryRebound(to: CChar.self) { room in
                characters.withUnsafeBufferPointer { cb64_decode($0.baseAddress, $0.count, room.baseAddress) }
            }
            isValid = used >= 0 && used <= room.count
            if !isValid { used = 0 }
        }
        return isValid ? bytes : nil
    }

    /// `repr` of Python's bytes.
    private static func bytes(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        let isDouble = bytes.contains(UInt8(ascii: "'")) && !bytes.contains(UInt8(ascii: "\""))
        let quote = isDouble ? UInt8(ascii: "\"") : UInt8(ascii: "'")
        var text = isDouble ? "b\"" : "b'"
        for byte in bytes {
            switch byte {
            case quote, UInt8(ascii: "\\"): text += "\\" + String(Unicode.Scalar(byte))
            case UInt8(ascii: "\n"): text += "\\n"
            case UInt8(ascii: "\r"): text += "\\r"
            case UInt8(ascii: "\t"): text += "\\t"
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return text + (isDouble ? "\"" : "'")
    }
}
