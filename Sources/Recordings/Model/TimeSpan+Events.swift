// SPDX-License-Identifier: Apache-2.0

extension TimeSpan {
    /// The span that begins earlier if an event did, by its sender's clock.
    ///
    /// Not if that clock is wrong by more than the span is long, or an hour: one such sender would squeeze all others.
    func reaching(back times: [Double]) -> TimeSpan {
        let least = from - max(length, 3600)
        let earliest = times.filter { $0 >= least && $0 < from }.min() ?? from
        return TimeSpan(from: earliest, until: until)
    }
}
