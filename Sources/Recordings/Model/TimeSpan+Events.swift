// SPDX-License-Identifier: Apache-2.0

extension TimeSpan {
    /// Before this, nothing that a sender's clock says is believed.
    var farthestReach: Double { from - max(length, 3600) }

    /// The span that begins earlier if an event did, by its sender's clock.
    ///
    /// Not if that clock is wrong by more than the span is long, or an hour: one such sender would squeeze all others.
    func reaching(back times: [Double]) -> TimeSpan {
        let earliest = times.filter { $0 >= farthestReach && $0 < from }.min() ?? from
        return TimeSpan(from: earliest, until: until)
    }
}
