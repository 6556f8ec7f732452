// SPDX-License-Identifier: Apache-2.0

/// Decides which shutters `maxrate` lets through: kombu 5.7's token bucket of capacity 1, which starts full.
///
/// It refills with the clock that it is given; nothing queues up.
public struct TokenBucket: Sendable {
    /// How fast it refills.
    public let rate: Rate
    private var tokens = 1.0
    private var time = -Double.infinity

    /// Makes a full bucket.
    public init(_ rate: Rate) { self.rate = rate }

    /// Takes a token if there is one.
    /// - Parameter now: seconds of any clock, always the same; a clock that is set back refills nothing.
    /// - Returns: whether there was one.
    public mutating func consume(at now: Double) -> Bool {
        // Counted from the last token taken, not added up, so that no rounding adds up either. The hair is for
        // clocks that count seconds since 1970 in doubles: ten times 0.1 s must make one second.
        let elapsed = max(now - time, 0)
        if now < time { time = now }
        let available = rate.perSecond.isInfinite ? 1 : min(1, tokens + elapsed * rate.perSecond)
        guard available >= 1 - 1e-6 else { return false }
        tokens = 0
        time = now
        return true
    }
}
