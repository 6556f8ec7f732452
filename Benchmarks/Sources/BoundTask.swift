// SPDX-License-Identifier: Apache-2.0
import CSQLite
import CameraABI

/// A task's values, ready to be bound to the sqlite camera's statement: nothing is left to do but what SQLite does.
struct BoundTask {
    private enum Value {
        case null
        case text(evcam_string)
        case number(Double)
        case integer(Int64)
    }

    private let values: [Value]

    /// In the order of the statement's parameters.
    init(_ task: evcam_task) {
        let texts = [
            task.name, task.worker, task.client, task.hostname, task.queue, task.exchange, task.routing_key,
            task.root_id, task.parent_id,
        ]
        let times = [
            .nan, .nan, task.sent, task.received, task.started, task.succeeded, task.failed, task.retried,
            task.revoked, task.rejected, task.timestamp, task.local_received,
        ]
        let payload = [task.args, task.kwargs, task.result, task.exception, task.traceback]
        let head = [.text(task.uuid), .text(task.state)] + texts.map(Self.text)
        let middle = [Self.integer(task.retries), Self.number(task.runtime)] + times.map(Self.number)
        let tail = [Self.integer(task.clock), Self.integer(task.pid)] + payload.map(Self.text)
        let isDone = task.succeeded == task.succeeded
        let epoch = Value.text(Self.epoch)
        values = head + middle + tail + [.null, .integer(0), epoch, .integer(Int64(task.revision)), .integer(isDone ? 0 : 4)]
    }

    /// Binds, steps, resets.
    func write(with statement: OpaquePointer) -> Bool {
        var index: Int32 = 0
        for value in values {
            index += 1
            switch value {
            case .null: sqlite3_bind_null(statement, index)
            case .text(let text): sqlite3_bind_text(statement, index, text.ptr, Int32(text.len), nil)
            case .number(let number): sqlite3_bind_double(statement, index, number)
            case .integer(let number): sqlite3_bind_int64(statement, index, number)
            }
        }
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        return code == SQLITE_DONE
    }

    private static func text(_ text: evcam_string) -> Value { text.ptr == nil ? .null : .text(text) }

    private static func number(_ number: Double) -> Value { number.isNaN ? .null : .number(number) }

    private static func integer(_ number: Int64) -> Value { number == .min ? .null : .integer(number) }

    private static var epoch: evcam_string {
        let text: StaticString = "epoch-1"
        let start = UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
        return evcam_string(ptr: start, len: UInt64(text.utf8CodeUnitCount))
    }
}
