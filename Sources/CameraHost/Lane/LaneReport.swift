// SPDX-License-Identifier: Apache-2.0

/// What one camera's lane has done so far.
public struct LaneReport: Sendable {
    /// The camera's name in the configuration.
    public var name: String
    /// The camera's id.
    public var camera: String
    /// Shutters that were handed over, whatever came of it.
    public var shutters: UInt64 = 0
    /// Shutters that the camera took.
    public var ok: UInt64 = 0
    /// Shutters that it wants again.
    public var retry: UInt64 = 0
    /// Shutters that it passed over.
    public var drop: UInt64 = 0
    /// Shutters after which it was turned off.
    public var fatal: UInt64 = 0
    /// Shutters that came while it was busy and went into the next.
    public var merged: UInt64 = 0
    /// Shutters that its own maxrate held back.
    public var throttled: UInt64 = 0
    /// Cleanups that were handed over.
    public var cleanups: UInt64 = 0
    /// Rows that its cleanups reported as deleted.
    public var deleted: UInt64 = 0
    /// Task changes that were handed over.
    public var tasks: UInt64 = 0
    /// Changes that `max_pending` dropped before it saw them.
    public var dropped: UInt64 = 0
    /// Calls that took longer than its deadline.
    public var overdue: UInt64 = 0
    /// Seconds its last shutter took; NaN: none yet.
    public var lastSeconds = Double.nan
    /// Seconds all its shutters took.
    public var totalSeconds: Double = 0
    /// When the last snapshot it took or passed over was taken, UNIX seconds; NaN: none yet.
    public var lastSuccess = Double.nan
    /// Its cursor: all changes up to this revision are confirmed.
    public var revision: UInt64 = 0
    /// How often its process was started again (`isolation: process`).
    public var restarts: UInt64 = 0
    /// How often its process ended without being asked to, or could not be started.
    public var ends: UInt64 = 0
    /// How often of these it was killed because it did not return in time.
    public var killed: UInt64 = 0
    /// Whether its process has ended several times in a row, so that it is started again at long intervals.
    public var isBreakerOpen = false
    /// Its process; nil: it has none, now or at all.
    public var pid: Int32?
    /// Whether it answered FATAL and gets nothing more.
    public var isOff = false
    /// Calls in a row that it answered otherwise than with OK, up to the last.
    public var failuresInRow: UInt64 = 0
    /// Why it last answered something else than OK.
    public var lastError: String?
    /// Figures of its own, by name.
    public var metrics: [String: Double] = [:]

    init(name: String, camera: String) {
        self.name = name
        self.camera = camera
    }
}
