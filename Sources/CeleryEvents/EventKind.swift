// SPDX-License-Identifier: Apache-2.0

/// What stands before the first `-` of an event's type (`celery.events.event.group_from`).
package enum EventGroup: UInt8 {
    case other = 0
    case worker, task
}

/// What stands behind it in a task event's type; any other subject is a custom state.
package enum TaskSubject: UInt8 {
    case custom = 0
    case sent, received, started, succeeded, failed, retried, revoked, rejected
}

/// What stands behind it in a worker event's type.
package enum WorkerSubject: UInt8 {
    case other = 0
    case online, heartbeat, offline
}
