// SPDX-License-Identifier: Apache-2.0

/// How much a camera's process may say: lines that are logged, and bytes that are read at all.
///
/// What is beyond the lines is counted; what is beyond the bytes waits in the process, which waits with it.
struct SpeechAllowance {
    private static let linesPerSecond = 100.0
    private static let lines = 200.0
    private static let bytesPerSecond = 1e6
    private static let tellEvery = 10.0
    private var lineTokens = lines
    private var byteTokens = bytesPerSecond
    private var last: Double?
    private var leftOut: UInt64 = 0
    private var told = -Double.infinity

    private mutating func refill(_ now: Double) {
        let passed = max(now - (last ?? now), 0)
        last = now
        lineTokens = min(lineTokens + passed * Self.linesPerSecond, Self.lines)
        byteTokens = min(byteTokens + passed * Self.bytesPerSecond, Self.bytesPerSecond)
    }

    /// Whether there is allowance to read on; `now` in seconds on any clock that only goes forward.
    mutating func mayRead(_ now: Double) -> Bool {
        refill(now)
        return byteTokens > 0
    }

    mutating func spend(bytes: Int) { byteTokens -= Double(bytes) }

    /// Whether one more line is logged; counts it if not.
    mutating func mayLog(_ now: Double) -> Bool {
        refill(now)
        guard lineTokens >= 1 else {
            leftOut += 1
            return false
        }
        lineTokens -= 1
        return true
    }

    mutating func leaveOut(_ count: UInt64) { leftOut += count }

    /// How many lines were left out, now and then.
    mutating func takeLeftOut(_ now: Double) -> UInt64? {
        guard leftOut > 0, now >= told + Self.tellEvery else { return nil }
        defer { leftOut = 0 }
        told = now
        return leftOut
    }
}
