// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Reads tasks' lines, and of them only the fields that are wanted; texts that come again and again are one.
struct LineTask {
    private let fields: [UInt64: TaskField]
    private let textLimit: Int?
    private var texts: [String: String] = [:]

    init(_ fields: Set<TaskField>, textLimit: Int?) {
        self.textLimit = textLimit
        // Eight bytes and the length tell all names apart.
        self.fields = Dictionary(
            uniqueKeysWithValues: fields.union([.uuid, .revision]).map { field in
                var name = field.rawValue
                return (name.withUTF8 { Self.key(UnsafeRawBufferPointer($0)) }, field)
            })
    }

    /// Sets the field of that name, if there is one and it is wanted.
    mutating func read(_ name: UnsafeRawBufferPointer, _ value: JSONValue, into task: inout RecordedTask) {
        guard let field = fields[Self.key(name)] else { return }
        switch field.kind {
        case .time, .seconds:
            // `eta` and `expires` stand there as events bring them, in ISO 8601; what is no time is unknown.
            task[keyPath: RecordedTask.number(field)] = value.double ?? value.string.flatMap(CalendarTime.unixSeconds)
        case .integer:
            if field == .revision {
                task.revision = value.integer ?? 0
            } else {
                task[keyPath: RecordedTask.integer(field)] = value.integer
            }
        case .flag: task.isTruncated = value.flag ?? false
        case .json: task.attributes = value.kind == .composite ? value.json : nil
        case .longText:
            let text = value.string
            task[keyPath: RecordedTask.text(field)] =
                textLimit.map { limit in text.map { String($0.prefix(limit)) } } ?? text
        case .text:
            switch field {
            case .uuid: task.uuid = value.string ?? ""
            case .state: task.state = value.string.map { shared($0) } ?? ""
            case .rootID, .parentID: task[keyPath: RecordedTask.text(field)] = value.string
            default: task[keyPath: RecordedTask.text(field)] = value.string.map { shared($0) }
            }
        }
    }

    /// One copy of each of the texts that are few; bounded, should they be many.
    private mutating func shared(_ text: String) -> String {
        if let known = texts[text] { return known }
        if texts.count < 100_000 { texts[text] = text }
        return text
    }

    private static func key(_ name: UnsafeRawBufferPointer) -> UInt64 {
        var key = UInt64(name.count) << 56
        for (index, byte) in name.prefix(8).enumerated() { key ^= UInt64(byte) << (UInt64(index) * 8) }
        return key
    }
}
