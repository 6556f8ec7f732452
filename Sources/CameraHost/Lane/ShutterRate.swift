// SPDX-License-Identifier: Apache-2.0

/// A camera's own maxrate: Celery's token bucket with room for one token.
///
/// Works on the time the snapshots were taken, so that a replay thins out the same shutters every time.
struct ShutterRate {
    private let interval: Double?
    private var last: Double?

    /// - Parameter maxrate: shutters per second; nil or not positive: no limit.
    init(maxrate: Double?) {
        interval = maxrate.flatMap { $0 > 0 ? 1 / $0 : nil }
    }

    /// Whether a snapshot taken at `time` (UNIX seconds) may pass.
    ///
    /// One that must pass uses up the token, too.
    mutating func admits(_ time: Double, always: Bool = false) -> Bool {
        guard let interval else { return true }
        // A microsecond's grace: UNIX seconds in a double are no finer than a quarter of one. A clock set
        // back must not close the gate until it has caught up.
        if !always, let last, time >= last, time - last < interval - 1e-6 { return false }
        last = time
        return true
    }
}
