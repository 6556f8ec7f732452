// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState

/// The whole state as one JSON object on one line.
///
/// Workers and tasks oldest first, the tasks' order by time, the counts. The same form for evcam and for Celery itself, so that the two can be compared field by field.
package enum StateReport {
    /// Writes the report and a newline.
    /// - Parameters:
    ///   - state: what is reported.
    ///   - now: when liveness is judged, UNIX seconds; nil: no event yet.
    ///   - errors: events that Celery would have raised on.
    ///   - json: gets the text.
    package static func write(_ state: ClusterState, now: Double?, errors: UInt64, to json: inout ASCIIJSON) {
        let children = state.children()
        json.object { json in
            json.key("errors")
            json.value(errors)
            json.key("event_count")
            json.value(state.eventCount)
            json.key("now")
            if let now { json.value(now) } else { json.null() }
            json.key("order")
            json.array { json in state.forEachTaskByTime { json.value($0.uuid) } }
            json.key("task_count")
            json.value(state.taskEventCount)
            json.key("task_types")
            json.array { json in
                for name in state.taskTypes() { json.value(name) }
            }
            json.key("tasks")
            json.array { json in state.forEachTask { write($0, children: children, to: &json) } }
            json.key("workers")
            json.array { json in state.forEachWorker { write($0, now: now, to: &json) } }
        }
    }

    private static func write(_ task: TaskRecord, children: [String: [String]], to json: inout ASCIIJSON) {
        let uuid = task.uuid
        func text(_ id: TextID, _ json: inout ASCIIJSON) {
            if id.isPresent { json.value(task.text(id)) } else { json.null() }
        }
        func time(_ value: Double, _ json: inout ASCIIJSON) {
            if value.isNaN { json.null() } else { json.value(value) }
        }
        func id(_ field: TaskField, _ json: inout ASCIIJSON) {
            guard let count = task.idCount(field) else { return json.value(task.value(field)) }
            withUnsafeTemporaryAllocation(byteCount: count + 1, alignment: 1) { buffer in
                guard let base = buffer.baseAddress else { return }
                task.writeID(field, to: base)
                json.value(UnsafeRawBufferPointer(start: base, count: count))
            }
        }
        json.object { json in
            json.key("args")
            json.value(task.value(.args))
            json.key("children")
            json.array { json in
                for child in (children[uuid] ?? []).sorted(by: {
                    $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
                }) {
                    json.value(child)
                }
            }
            json.key("client")
            text(task.client, &json)
            json.key("clock")
            json.value(task.clock)
            json.key("eta")
            json.value(task.value(.eta))
            json.key("exception")
            json.value(task.value(.exception))
            json.key("exchange")
            json.value(task.value(.exchange))
            json.key("expires")
            json.value(task.value(.expires))
            json.key("failed")
            time(task.time(.failed), &json)
            json.key("kwargs")
            json.value(task.value(.kwargs))
            json.key("name")
            text(task.name, &json)
            json.key("parent")
            id(.parentID, &json)
            json.key("parent_id")
            id(.parentID, &json)
            json.key("received")
            time(task.time(.received), &json)
            json.key("rejected")
            time(task.time(.rejected), &json)
            json.key("result")
            json.value(task.value(.result))
            json.key("retried")
            time(task.time(.retried), &json)
            json.key("retries")
            json.value(task.value(.retries))
            json.key("revoked")
            time(task.time(.revoked), &json)
            json.key("root")
            id(.rootID, &json)
            json.key("root_id")
            id(.rootID, &json)
            json.key("routing_key")
            json.value(task.value(.routingKey))
            json.key("runtime")
            json.value(task.value(.runtime))
            json.key("sent")
            time(task.time(.sent), &json)
            json.key("started")
            time(task.time(.started), &json)
            json.key("state")
            text(task.state, &json)
            json.key("succeeded")
            time(task.time(.succeeded), &json)
            json.key("timestamp")
            time(task.timestamp, &json)
            json.key("traceback")
            json.value(task.value(.traceback))
            json.key("uuid")
            json.value(uuid)
            json.key("worker")
            text(task.worker, &json)
        }
    }

    private static func write(_ worker: WorkerRecord, now: Double?, to json: inout ASCIIJSON) {
        json.object { json in
            json.key("active")
            json.value(worker.value(.active))
            json.key("alive")
            json.value(now.map { worker.isAlive(at: $0) } ?? false)
            json.key("clock")
            json.value(worker.value(.clock) ?? .int(0))
            json.key("freq")
            json.value(worker.value(.freq) ?? .int(60))
            json.key("heartbeats")
            json.array { json in
                for index in 0..<worker.heartbeatCount { json.value(worker.heartbeat(index)) }
            }
            json.key("hostname")
            json.value(worker.text(worker.hostname))
            json.key("loadavg")
            json.value(worker.value(.loadavg))
            json.key("pid")
            json.value(worker.value(.pid))
            json.key("processed")
            json.value(worker.value(.processed))
            json.key("sw_ident")
            json.value(worker.swIdent)
            json.key("sw_sys")
            json.value(worker.swSys)
            json.key("sw_ver")
            json.value(worker.swVer)
        }
    }
}
