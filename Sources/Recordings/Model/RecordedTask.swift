// SPDX-License-Identifier: Apache-2.0

/// A task as it stands in a recording; what is unknown, or was not asked for, is nil.
package struct RecordedTask: Sendable, Hashable {
    package var uuid = ""
    package var name: String?
    package var state = ""
    package var worker: String?
    package var client: String?
    package var hostname: String?
    package var queue: String?
    package var exchange: String?
    package var routingKey: String?
    package var rootID: String?
    package var parentID: String?
    /// Of the last event, by its sender's clock; UNIX seconds, as all times here.
    package var timestamp: Double?
    /// Of the last event, by evcam's clock.
    package var localReceived: Double?
    package var sent: Double?
    package var received: Double?
    package var started: Double?
    package var succeeded: Double?
    package var failed: Double?
    package var retried: Double?
    package var revoked: Double?
    package var rejected: Double?
    /// Seconds.
    package var runtime: Double?
    package var retries: Int64?
    package var eta: Double?
    package var expires: Double?
    package var clock: Int64?
    package var pid: Int64?
    package var args: String?
    package var kwargs: String?
    package var result: String?
    package var exception: String?
    package var traceback: String?
    /// A JSON object.
    package var attributes: String?
    package var isTruncated = false
    /// Which numbering of revisions; those of one recording sort as texts.
    package var epoch: String?
    package var revision: Int64 = 0

    package init() {}

    /// A field by its name.
    package subscript(field: TaskField) -> FieldValue {
        switch field.kind {
        case .time: self[keyPath: Self.number(field)].map(FieldValue.time) ?? .unknown
        case .seconds: self[keyPath: Self.number(field)].map(FieldValue.number) ?? .unknown
        case .integer:
            field == .revision
                ? .integer(revision) : self[keyPath: Self.integer(field)].map(FieldValue.integer) ?? .unknown
        case .flag: .flag(isTruncated)
        case .json: attributes.map(FieldValue.json) ?? .unknown
        case .text, .longText:
            switch field {
            case .uuid: .text(uuid)
            case .state: .text(state)
            default: self[keyPath: Self.text(field)].map(FieldValue.text) ?? .unknown
            }
        }
    }

    /// Sets a field from whatever holds its value under a number.
    mutating func read(_ field: TaskField, from row: some RecordedRow, at column: Int) {
        switch field.kind {
        case .time, .seconds: self[keyPath: Self.number(field)] = row.real(column)
        case .integer:
            if field == .revision {
                revision = row.integer(column) ?? 0
            } else {
                self[keyPath: Self.integer(field)] = row.integer(column)
            }
        case .flag: isTruncated = row.flag(column) ?? false
        case .json: attributes = row.text(column)
        case .text, .longText:
            switch field {
            case .uuid: uuid = row.text(column) ?? ""
            case .state: state = row.text(column) ?? ""
            default: self[keyPath: Self.text(field)] = row.text(column)
            }
        }
    }

    /// The place of a time or of seconds.
    static func number(_ field: TaskField) -> WritableKeyPath<RecordedTask, Double?> {
        switch field {
        case .localReceived: \.localReceived
        case .sent: \.sent
        case .received: \.received
        case .started: \.started
        case .succeeded: \.succeeded
        case .failed: \.failed
        case .retried: \.retried
        case .revoked: \.revoked
        case .rejected: \.rejected
        case .runtime: \.runtime
        case .eta: \.eta
        case .expires: \.expires
        default: \.timestamp
        }
    }

    static func integer(_ field: TaskField) -> WritableKeyPath<RecordedTask, Int64?> {
        switch field {
        case .clock: \.clock
        case .pid: \.pid
        default: \.retries
        }
    }

    /// The place of a text that may be unknown.
    static func text(_ field: TaskField) -> WritableKeyPath<RecordedTask, String?> {
        switch field {
        case .worker: \.worker
        case .client: \.client
        case .hostname: \.hostname
        case .queue: \.queue
        case .exchange: \.exchange
        case .routingKey: \.routingKey
        case .rootID: \.rootID
        case .parentID: \.parentID
        case .args: \.args
        case .kwargs: \.kwargs
        case .result: \.result
        case .exception: \.exception
        case .traceback: \.traceback
        case .epoch: \.epoch
        case .attributes: \.attributes
        default: \.name
        }
    }
}
