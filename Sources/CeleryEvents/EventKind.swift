// SPDX-License-Identifier: Apache-2.0

/// What stands before the first `-` of an event's type (`celery.events.event.group_from`).
@frozen
public struct EventGroup: Equatable, Sendable {
    @usableFromInline let rawValue: UInt8

    @inlinable
    init(_ rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Whether two groups are the same.
    @inlinable
    public static func == (a: EventGroup, b: EventGroup) -> Bool { a.rawValue == b.rawValue }

    @inlinable public static var other: EventGroup { EventGroup(0) }
    @inlinable public static var worker: EventGroup { EventGroup(1) }
    @inlinable public static var task: EventGroup { EventGroup(2) }
}

/// What stands behind it in a task event's type; any other subject is a custom state.
@frozen
public struct TaskSubject: Equatable, Sendable {
    /// The decoder's number; ClusterState's `TaskTime` has the same.
    public let rawValue: UInt8

    @inlinable
    init(_ rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Whether two subjects are the same.
    @inlinable
    public static func == (a: TaskSubject, b: TaskSubject) -> Bool { a.rawValue == b.rawValue }

    @inlinable public static var custom: TaskSubject { TaskSubject(0) }
    @inlinable public static var sent: TaskSubject { TaskSubject(1) }
    @inlinable public static var received: TaskSubject { TaskSubject(2) }
    @inlinable public static var started: TaskSubject { TaskSubject(3) }
    @inlinable public static var succeeded: TaskSubject { TaskSubject(4) }
    @inlinable public static var failed: TaskSubject { TaskSubject(5) }
    @inlinable public static var retried: TaskSubject { TaskSubject(6) }
    @inlinable public static var revoked: TaskSubject { TaskSubject(7) }
    @inlinable public static var rejected: TaskSubject { TaskSubject(8) }
}

/// What stands behind it in a worker event's type.
@frozen
public struct WorkerSubject: Equatable, Sendable {
    /// The decoder's number.
    public let rawValue: UInt8

    @inlinable
    init(_ rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Whether two subjects are the same.
    @inlinable
    public static func == (a: WorkerSubject, b: WorkerSubject) -> Bool { a.rawValue == b.rawValue }

    @inlinable public static var other: WorkerSubject { WorkerSubject(0) }
    @inlinable public static var online: WorkerSubject { WorkerSubject(1) }
    @inlinable public static var heartbeat: WorkerSubject { WorkerSubject(2) }
    @inlinable public static var offline: WorkerSubject { WorkerSubject(3) }
}
