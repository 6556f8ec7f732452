// SPDX-License-Identifier: Apache-2.0

/// When a process that ended is started again: with the next picture at first, then at ever longer, jittered intervals,
/// and for ever.
struct RestartPolicy {
    /// After so many ends in a row the breaker is open, which is said once, aloud.
    static let breakerAfter = 5
    private static let first: UInt64 = 100_000_000
    private static let longest: UInt64 = 60_000_000_000
    /// Ends since the last picture that was taken.
    private(set) var endsInRow = 0
    private var nextTry: UInt64 = 0

    /// Whether it has ended so often that an operator should look.
    var isBreakerOpen: Bool { endsInRow >= Self.breakerAfter }

    /// Notes an end.
    /// - Parameters:
    ///   - now: nanoseconds of the host's clock.
    ///   - jitter: from 0 to 1; differs from camera to camera, so that not all start at once.
    mutating func noteEnd(now: UInt64, jitter: Double) {
        endsInRow += 1
        let whole = min(Self.first << UInt64(min(max(endsInRow - 2, 0), 20)), Self.longest)
        nextTry = endsInRow < 2 ? now : now + UInt64(Double(whole) * (0.5 + 0.5 * jitter))
    }

    /// Notes that the camera works.
    /// - Returns: whether the breaker was open.
    mutating func noteSuccess() -> Bool {
        defer { endsInRow = 0 }
        return isBreakerOpen
    }

    /// How long to wait yet, in nanoseconds.
    func wait(now: UInt64) -> UInt64 { nextTry > now ? nextTry - now : 0 }
}
