// SPDX-License-Identifier: Apache-2.0
import CeleryEvents

/// Writes events as `celery events --dump` does (`celery.events.dumper.Dumper`), character by character.
///
/// An event that lacks what every event has does not end it: there stands None.
package struct EventDumper {
    /// What Celery says at the start.
    package static let greeting = "-> evdump: starting capture...\n"

    private let showsControls: Bool
    private var tasks = TaskTexts()
    private var line: [UInt8] = []

    /// Celery's own names for what workers say; all else is its type with blanks.
    private static let humanTypes = [
        "worker-offline": "shutdown", "worker-online": "started", "worker-heartbeat": "heartbeat",
    ]
    /// The fields in the order they are written, by their bytes, but for those that stand elsewhere in the line.
    private static let sorted = EventField.allCases
        .filter { $0 != .type && $0 != .hostname && $0 != .timestamp }
        .map { (field: $0, name: Array($0.description.utf8)) }
        .sorted { $0.name.lexicographicallyPrecedes($1.name) }

    /// Makes a dumper that remembers no task yet.
    /// - Parameter showsControls: whether control characters (but for newlines and tabs) are written as `\x1b`,
    ///   which Celery does not do: what a task was called with could otherwise command the reader's terminal.
    package init(showsControls: Bool = false) { self.showsControls = showsControls }

    /// Writes a line for each event, as the receiver left it.
    package mutating func append(_ batch: EventBatch, to bytes: inout [UInt8]) {
        for index in 0..<batch.count { append(batch[index], to: &bytes) }
    }

    private mutating func append(_ event: Event, to bytes: inout [UInt8]) {
        line.removeAll(keepingCapacity: true)
        PythonText.str(event[.hostname], to: &line)
        line.append(contentsOf: " [\(PythonTime.text(event.timestamp) ?? "None")] ".utf8)
        let type = text(event[.type]).lowercased()
        line.append(contentsOf: (Self.humanTypes[type] ?? type.replacing("-", with: " ")).utf8)

        let isTask = type.hasPrefix("task-")
        let isDescribed = type == "task-received" || type == "task-sent"
        let task = isTask ? task(event, isDescribed: isDescribed) : []
        let fields = fields(of: event, isTask: isTask, isDescribed: isDescribed)
        if !fields.isEmpty { line.append(UInt8(ascii: ":")) }
        line.append(UInt8(ascii: " "))
        if isTask {
            line.append(contentsOf: task)
            line.append(UInt8(ascii: " "))
        }
        line.append(contentsOf: fields)
        if showsControls { append(escaping: line, to: &bytes) } else { bytes.append(contentsOf: line) }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// What is known of the task; nothing if we came too late.
    private mutating func task(_ event: Event, isDescribed: Bool) -> [UInt8] {
        var uuid: [UInt8] = []
        PythonText.str(event[.uuid], to: &uuid)
        guard isDescribed else { return tasks[uuid] ?? [] }
        var text: [UInt8] = []
        PythonText.str(event[.name], to: &text)
        text.append(UInt8(ascii: "("))
        text.append(contentsOf: uuid)
        text.append(contentsOf: ") args=".utf8)
        PythonText.str(event[.args], to: &text)
        text.append(contentsOf: " kwargs=".utf8)
        PythonText.str(event[.kwargs], to: &text)
        tasks.set(uuid, text)
        return text
    }

    /// All other fields, `key=value`, sorted.
    private func fields(of event: Event, isTask: Bool, isDescribed: Bool) -> [UInt8] {
        var text: [UInt8] = []
        func add(_ name: some Sequence<UInt8>) {
            if !text.isEmpty { text.append(contentsOf: ", ".utf8) }
            text.append(contentsOf: name)
            text.append(UInt8(ascii: "="))
        }
        var extras = extras(of: event)[...]
        for (field, name) in Self.sorted {
            while let extra = extras.first, extra.key.lexicographicallyPrecedes(name) {
                add(extra.key)
                PythonText.str(extra.value, to: &text)
                extras.removeFirst()
            }
            switch field {
            case .uuid where isTask: continue
            case .name where isDescribed, .args where isDescribed, .kwargs where isDescribed: continue
            // What the receiver puts into every event.
            case .localReceived:
                add(name)
                text.append(contentsOf: PythonFloat.repr(event.received).utf8)
            case .clock where !event.faults.contains(.noType) && !hasOwnClock(event):
                add(name)
                text.append(contentsOf: String(event.clock).utf8)
            default:
                guard event.has(field) else { continue }
                add(name)
                PythonText.str(event[field], to: &text)
            }
        }
        for extra in extras {
            add(extra.key)
            PythonText.str(extra.value, to: &text)
        }
        return text
    }

    /// Whether the clock stays as it was sent; a client's does not, nor one that is missing.
    private func hasOwnClock(_ event: Event) -> Bool {
        if event.group == .task, event.taskSubject == .sent { return false }
        return event[.clock]?.asDouble != nil
    }

    /// Fields that no ``EventField`` names, sorted.
    private func extras(of event: Event) -> [(key: UnsafeRawBufferPointer, value: EventValue)] {
        let extras = (0..<event.extraCount).compactMap { event.extra($0) }
        return extras.count < 2 ? extras : extras.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    private func text(_ value: EventValue?) -> String {
        var bytes: [UInt8] = []
        PythonText.str(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func append(escaping line: [UInt8], to bytes: inout [UInt8]) {
        for scalar in String(decoding: line, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x20...0x7E, 0xA0...: bytes.append(contentsOf: String(scalar).utf8)
            default:
                let digits = String(scalar.value, radix: 16)
                bytes.append(contentsOf: ("\\x" + (digits.count < 2 ? "0" : "") + digits).utf8)
            }
        }
    }
}
