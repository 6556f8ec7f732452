// SPDX-License-Identifier: Apache-2.0

/// Why an event was left out of the state.
///
/// Celery raises on each of them and ends the recording.
public enum EventFault: String, Sendable, CaseIterable {
    /// No `type`, or one that is no text.
    case noType = "no_type"
    /// A task event without `uuid`.
    case noUUID = "no_uuid"
    /// A task event without `hostname`.
    case noHostname = "no_hostname"
    /// A task event without `timestamp`.
    case noTimestamp = "no_timestamp"
    /// A `clock` that is no number (only with `celery_exact`; otherwise it counts as absent).
    case badClock = "bad_clock"
    /// A `utcoffset` or `timestamp` that is no number (only with `celery_exact`).
    case badTime = "bad_time"
    /// There was no room: 16 million texts or tasks, or 32 GB of payload.
    case noRoom = "no_room"

    /// What is wrong with the event, for people.
    public var sentence: String {
        switch self {
        case .noType: "it has no `type` that is a text"
        case .noUUID: "it is a task's and has no `uuid` that is a text"
        case .noHostname: "it is a task's and has no `hostname`"
        case .noTimestamp: "it is a task's and has no `timestamp`, or its message no time"
        case .badClock: "its `clock` is no number"
        case .badTime: "its `utcoffset` or `timestamp` is no number"
        case .noRoom: "there is no room for more texts or tasks"
        }
    }
}
