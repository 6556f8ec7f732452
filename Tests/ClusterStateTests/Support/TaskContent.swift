// SPDX-License-Identifier: Apache-2.0

import ClusterState

/// Everything that a record says of a task, taken out of the state's memory.
struct TaskContent: Equatable {
    var uuid: String
    var name: String?
    var state: String?
    var worker: String?
    var client: String?
    var type: String?
    var hostname: String?
    var isReady: Bool
    var timestamp: Double
    var localReceived: Double
    var clock: Int64
    var pid: Int64?
    var utcOffset: Int64?
    /// By kind; absent ones are left out.
    var times: [TaskTime: Double] = [:]
    var values: [TaskField: String] = [:]
    var attributes: [String: String] = [:]

    init(_ task: TaskRecord) {
        func text(_ id: TextID) -> String? {
            id.isPresent ? String(decoding: task.text(id), as: UTF8.self) : nil
        }
        uuid = task.uuid
        name = text(task.name)
        state = text(task.state)
        worker = text(task.worker)
        client = text(task.client)
        type = text(task.type)
        hostname = text(task.hostname)
        isReady = task.isReady
        timestamp = task.timestamp
        localReceived = task.localReceived
        clock = task.clock
        pid = task.pid
        utcOffset = task.utcOffset
        for kind in TaskTime.allCases where !task.time(kind).isNaN { times[kind] = task.time(kind) }
        for field in TaskField.allCases {
            if let value = task.value(field) { values[field] = "\(AttributeText(value))" }
        }
        for field in [TaskField.rootID, .parentID] {
            guard let count = task.idCount(field) else { continue }
            withUnsafeTemporaryAllocation(byteCount: count + 1, alignment: 1) { buffer in
                guard let base = buffer.baseAddress else { return }
                task.writeID(field, to: base)
                values[field] = String(decoding: buffer[..<count], as: UTF8.self)
            }
        }
        task.forEachAttribute { attributes[String(decoding: $0, as: UTF8.self)] = "\(AttributeText($1))" }
    }
}

/// An attribute's value as text: texts as they are, JSON and numbers as they are written.
struct AttributeText: CustomStringConvertible {
    let description: String

    init(_ value: AttributeValue) {
        description =
            switch value {
            case .null: "null"
            case .bool(let value): "\(value)"
            case .int(let value): "\(value)"
            case .double(let value): "\(value)"
            case .string(let text), .json(let text): String(decoding: text, as: UTF8.self)
            }
    }
}
