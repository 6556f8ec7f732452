// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How long many things took: counts by classes that are 2% wide, so that a percentile is wrong by 1% at most,
/// whatever their number.
package struct RuntimeHistogram: Sendable {
    private static let growth = log(1.02)
    /// Nothing shorter than a tenth of a microsecond is told apart.
    private static let least = 1e-7

    private var counts: [Int32: Int] = [:]
    package private(set) var count = 0
    /// Seconds in all.
    package private(set) var sum = 0.0
    package private(set) var longest = 0.0

    package init() {}

    /// Counts one; what is negative or no number is left out.
    package mutating func add(_ seconds: Double) {
        guard seconds >= 0, seconds < 1e12 else { return }
        counts[Int32((log(max(seconds, Self.least)) / Self.growth).rounded(.down)), default: 0] += 1
        count += 1
        sum += seconds
        longest = max(longest, seconds)
    }

    /// Takes in another's.
    package mutating func add(_ other: RuntimeHistogram) {
        counts.merge(other.counts, uniquingKeysWith: +)
        count += other.count
        sum += other.sum
        longest = max(longest, other.longest)
    }

    /// Seconds that so large a share of all did not exceed, by the nearest rank; nil if there are none.
    package func percentiles(_ shares: [Double]) -> [Double]? {
        guard count > 0 else { return nil }
        let classes = counts.sorted { $0.key < $1.key }
        return shares.map { share in
            let rank = max(1, Int((share * Double(count)).rounded(.up)))
            var seen = 0
            for (number, amount) in classes {
                seen += amount
                // The middle of the class, but never more than there was.
                if seen >= rank { return min(exp((Double(number) + 0.5) * Self.growth), longest) }
            }
            return longest
        }
    }
}
