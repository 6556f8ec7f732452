// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The clock that deadlines and durations are measured with.
///
/// Tests bring their own.
public struct HostClock: Sendable {
    /// Nanoseconds since some moment; never goes back.
    ///
    /// Called from any thread.
    public var nanoseconds: @Sendable () -> UInt64

    /// Makes a clock.
    public init(nanoseconds: @escaping @Sendable () -> UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The system's monotonic clock.
    public static let system = HostClock {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Nanoseconds as seconds to the tenth, for sentences.
    static func seconds(_ nanoseconds: UInt64) -> Double { (Double(nanoseconds) / 1e8).rounded() / 10 }
}

extension Duration {
    /// Whole nanoseconds; 0 if negative.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        let whole = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return whole.overflow ? .max >> 1 : whole.partialValue + UInt64(clamping: attoseconds / 1_000_000_000)
    }
}
