// SPDX-License-Identifier: Apache-2.0

/// One repeated call of a ``PolaroidTimer``.
public final class TimerEntry {
    /// Seconds between two calls.
    public let period: Double
    /// What is called.
    public let action: () -> Void
    /// Whether ``cancel()`` was called: it is never called again.
    public private(set) var isCancelled = false

    /// Makes an entry; a timer does, when it is asked to call repeatedly.
    public init(every period: Double, _ action: @escaping () -> Void) {
        self.period = period
        self.action = action
    }

    /// Ends the calls.
    public func cancel() { isCancelled = true }
}
