// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Phrases

/// Measures what was missed: each time without a connection, and what a broker dropped while there was one.
///
/// Pure: it reads the state's pulses and is told the time. See docs/losses.md for what its figures mean. Confined to
/// the intake thread.
struct GapMeter {
    /// The most gaps that are told apart; older ones become one.
    static let mostGaps = 100
    /// Under this cause it is counted what was missed while connected.
    static let missingCause = "events_missing"

    private var past = GapList(limit: GapMeter.mostGaps)
    /// The connection is gone.
    private var open: OpenGap?
    /// It is there again, and what came first has not all come yet.
    private var measure: GapMeasure?
    private var deficits = DeficitWatch()
    private var counts: [String: UInt64] = [:]
    private var lines: [String] = []
    private var isConnected = false
    private let clockText: (Double) -> String

    /// Makes one that is not connected and has missed nothing.
    /// - Parameter clockText: writes a time (UNIX seconds) for people.
    init(clockText: @escaping (Double) -> String = Phrase.localTime) {
        self.clockText = clockText
    }

    /// Nothing comes any more.
    ///
    /// Calls until the next ``connected(at:state:)`` belong to the same gap. The first start opens none: before it
    /// there was nothing; but one on a tape does, from the tape's last message on.
    /// - Parameters:
    ///   - lastHeard: until then everything surely came, UNIX seconds.
    ///   - cause: such as `connection_lost`.
    ///   - isKept: the broker keeps what is published meanwhile; then it is a gap only if it turns out to have not.
    ///   - state: the state, with everything applied that came.
    mutating func disconnected(lastHeard: Double, cause: String, isKept: Bool, state: ClusterState) {
        if open != nil {
            // Kept by one broker and not by the next is not kept.
            if !isKept { admit(cause) }
            return
        }
        guard isConnected || state.eventCount > 0 else { return }
        isConnected = false
        if let measure { finish(measure) }
        measure = nil
        open = OpenGap(from: lastHeard, cause: cause, state: state, deficits: deficits)
        state.markPulses()
        deficits.rebase()
        if !isKept { admit(cause) }
    }

    /// From now on everything comes (again).
    /// - Parameters:
    ///   - time: UNIX seconds.
    ///   - state: the state, as it was at the last ``disconnected(lastHeard:cause:isKept:state:)``.
    mutating func connected(at time: Double, state: ClusterState) {
        isConnected = true
        guard let gap = open else { return }
        open = nil
        measure = GapMeasure(gap, until: time)
    }

    /// Looks at what has come; to be called about once a second, all the time.
    /// - Parameters:
    ///   - now: UNIX seconds.
    ///   - state: the state.
    mutating func observe(now: Double, state: ClusterState) {
        guard isConnected else { return }
        measure?.observe(now: now, state: state)
        if let measure, measure.isComplete {
            finish(measure)
            self.measure = nil
        }
        let missing = deficits.observe(now: now, state: state)
        if missing > 0 { counts[Self.missingCause, default: 0] += missing }
        if let line = deficits.takeLine(now: now) { lines.append(line) }
        // Nobody takes them: the gaps and counts are there all the same.
        if lines.count > Self.mostGaps { lines.removeFirst(lines.count - Self.mostGaps) }
    }

    /// The recording ends: a gap that is open, or was not measured to the end yet, is told as far as it is known.
    ///
    /// The list of gaps stays as it is.
    /// - Parameters:
    ///   - now: UNIX seconds.
    ///   - state: the state.
    mutating func end(now: Double, state: ClusterState) {
        observe(now: now, state: state)
        if let unfinished = measure ?? open.map({ GapMeasure($0, until: now) }),
            unfinished.gap.isCounted || unfinished.isContradicted
        {
            lines.append(GapLine.unfinished(unfinished, clockText: clockText))
        }
    }

    /// What there is to say, oldest first; each line is given once.
    mutating func takeLines() -> [String] {
        defer { lines = [] }
        return lines
    }

    /// The gaps, oldest first; the last may be open, and how much was missed in it unknown.
    var gaps: [ShutterContext.Gap] {
        var gaps = past.gaps
        if let measure, measure.gap.isCounted { gaps.append(measure.provisional) }
        if let open, open.isCounted {
            gaps.append(ShutterContext.Gap(from: open.from, until: .nan, cause: open.cause))
        }
        return gaps
    }

    /// Gaps by cause, and `events_missing`: the least number of events missed while connected.
    var lossCounts: [String: UInt64] { counts }

    /// The broker did not keep what was published: the open gap is one.
    private mutating func admit(_ cause: String) {
        guard open?.isCounted == false else { return }
        open?.isCounted = true
        open?.cause = cause
        counts[cause, default: 0] += 1
    }

    private mutating func finish(_ measure: GapMeasure) {
        guard measure.gap.isCounted || measure.isContradicted else { return }
        if !measure.gap.isCounted { counts[measure.gap.cause, default: 0] += 1 }
        past.append(measure.result)
        lines.append(GapLine.text(measure, clockText: clockText))
    }
}
