// SPDX-License-Identifier: Apache-2.0

/// Which of a camera's failures are logged aloud: the first, second, fourth, eighth … in a row, and of rows that follow
/// each other only some.
///
/// A server that is away for a night, or a camera that crashes at every other shutter, should not fill the log.
struct FailureLog {
    /// So many rows at once, and one a minute after that.
    private static let rows = 5.0
    private static let nanosecondsPerRow = 60e9
    /// A row so long is told whatever was before: it may not end.
    private static let longRow = 8

    /// A failure, as it is to be logged.
    struct Failure {
        /// Its number in the row.
        var number: Int
        var isLoud: Bool
        /// What is to be said of others; "" if nothing.
        var remark: String
    }

    /// Failures since the last success.
    private(set) var inRow = 0
    /// Whether the row is passed over in the log, as others were told not long ago.
    private(set) var isQuiet = false
    private var tokens = rows
    private var last: UInt64?
    private var untold = 0

    /// Notes a failure.
    /// - Parameter now: nanoseconds of the host's clock.
    /// - Returns: how it is to be logged.
    mutating func failed(now: UInt64) -> Failure {
        inRow += 1
        if inRow == 1 { beginRow(now) }
        if isQuiet, inRow >= Self.longRow { isQuiet = false }
        let isLoud = !isQuiet && inRow & (inRow - 1) == 0
        return Failure(number: inRow, isLoud: isLoud, remark: isLoud && inRow == 1 ? remark() : "")
    }

    /// Notes a success.
    /// - Returns: how many failures came before it.
    mutating func succeeded() -> Int {
        defer { inRow = 0 }
        return inRow
    }

    private mutating func beginRow(_ now: UInt64) {
        let passed = Double(now - min(last ?? now, now))
        last = now
        tokens = min(tokens + passed / Self.nanosecondsPerRow, Self.rows)
        isQuiet = tokens < 1
        if isQuiet { untold += 1 } else { tokens -= 1 }
    }

    private mutating func remark() -> String {
        defer { untold = 0 }
        let before = untold == 0 ? "" : "; \(untold) more before, not logged"
        return tokens < 1 ? before + "; as it fails often, only one of its failures a minute is logged" : before
    }
}
