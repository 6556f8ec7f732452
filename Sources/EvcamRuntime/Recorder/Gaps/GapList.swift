// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// Gaps that are over: the last ones as they were, all older ones as one.
struct GapList {
    /// The cause of gaps that had several.
    static let several = "several"

    private(set) var gaps: [ShutterContext.Gap] = []
    private let limit: Int

    /// - Parameter limit: the most gaps, at least 2.
    init(limit: Int) {
        self.limit = max(limit, 2)
    }

    /// Adds the newest.
    mutating func append(_ gap: ShutterContext.Gap) {
        gaps.append(gap)
        guard gaps.count > limit else { return }
        let merged = Self.merged(gaps[0], gaps[1])
        gaps.removeFirst()
        gaps[0] = merged
    }

    private static func merged(_ first: ShutterContext.Gap, _ second: ShutterContext.Gap) -> ShutterContext.Gap {
        func sum(_ a: UInt64, _ b: UInt64) -> UInt64 { a.addingReportingOverflow(b).overflow ? .max : a + b }
        return ShutterContext.Gap(
            from: min(first.from, second.from), until: max(first.until, second.until),
            atLeast: sum(first.atLeast, second.atLeast), atMost: sum(first.atMost, second.atMost),
            cause: first.cause == second.cause ? first.cause : several)
    }
}
