// SPDX-License-Identifier: Apache-2.0
import EventSources
import Threads

/// Holds a replay back to the pace it was asked for.
///
/// Confined to the intake thread.
final class Pace {
    /// Seconds; across a longer gap in the recording nobody waits: another recording follows, or a clock was wrong.
    static let longestGap = 86_400.0

    private let factor: Double
    private var origin: (recorded: Double, wall: Double)?
    private var last = -Double.infinity

    /// Nil for a replay that nothing holds back.
    init?(_ speed: ReplaySpeed) {
        guard case .factor(let factor) = speed else { return nil }
        self.factor = factor
    }

    /// Seconds of the machine's clock until a recorded time comes, if nothing comes before it.
    func left(until recorded: Double) -> Double {
        guard let origin else { return 0 }
        return origin.wall + (recorded - origin.recorded) / factor - MonotonicClock.now
    }

    /// Seconds of the machine's clock until a recorded time has come; 0 or less: it has.
    func wait(until recorded: Double) -> Double {
        let now = MonotonicClock.now
        guard let origin, recorded > last - 1, recorded < last + Self.longestGap else {
            // The beginning, or another recording, which has a beginning of its own.
            origin = (recorded, now)
            last = recorded
            return 0
        }
        last = max(last, recorded)
        return origin.wall + (recorded - origin.recorded) / factor - now
    }
}
