// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState

/// A gap that is over, while the first events behind it tell how much was missed.
struct GapMeasure {
    /// What has been heard of a worker that was alive before.
    private struct Heard {
        /// nil: nothing of this process yet.
        var atMost: UInt64?
        /// The least deficit of the first heartbeats.
        var deficit: Int64?
        var lastBeat: UInt64 = 0
        var beats = 0
        /// Another process answers to its name, and nothing was heard of this one.
        var isReplaced = false
        var saidOffline = false
        /// Heartbeats are missing that it has sent, as its clock shows.
        var skipsBeats = false
    }

    /// Seconds from the subscription on in which a worker that was not known before may turn up.
    private static let shortest = 5.0
    /// Seconds after which a worker that is not heard again is given up: workers wait up to 32 s between two tries to
    /// reach a broker (`celery.worker.consumer.consumer.Consumer.connect`).
    private static let patience = 60.0
    /// The most of its heartbeats that are waited for: one may still be ahead of what pool threads have to say.
    private static let beatsNeeded = 2
    /// The most processes beside those that were alive before; further ones make the bound unknown.
    private static let mostOthers = 20_000

    let gap: OpenGap
    /// UNIX seconds.
    let until: Double
    private var heard: [Heard]
    private let places: [Int: Int]
    /// Of processes that were not alive before, by their numbers: the most events missed; nil: unknown.
    private var others: [UInt64: UInt64?] = [:]
    private(set) var strangers: [String] = []
    private var hasTooManyOthers = false
    private var elapsed = 0.0
    private var lastNow: Double

    init(_ gap: OpenGap, until: Double) {
        self.gap = gap
        self.until = until >= gap.from ? until : gap.from
        heard = Array(repeating: Heard(), count: gap.workers.count)
        places = Dictionary(
            gap.workers.enumerated().map { ($0.element.slot, $0.offset) }, uniquingKeysWith: { first, _ in first })
        lastNow = until
    }

    /// Looks at what has come since the last call.
    mutating func observe(now: Double, state: ClusterState) {
        // A clock that is set back or far ahead must not stretch or end it.
        elapsed += min(max(now - lastNow, 0), 10)
        lastNow = now
        state.forEachPulse { pulse in
            guard let first = pulse.first else { return }
            if let place = places[pulse.slot] {
                if gap.workers[place].process == pulse.process { return note(pulse, first, at: place) }
                if heard[place].atMost == nil { heard[place].isReplaced = true }
            }
            noteOther(pulse, first, state)
        }
    }

    private mutating func note(_ pulse: WorkerPulse, _ first: WorkerPulse.First, at place: Int) {
        heard[place].atMost = first.atMost
        heard[place].saidOffline = pulse.saidOffline
        if pulse.markedBeat.number > 0 {
            let silence = first.timestamp - pulse.markedBeat.timestamp
            let beats = (silence / pulse.freq).rounded(.down) - 1
            heard[place].skipsBeats = silence > 2 * pulse.freq + 1 && Double(first.atMost) >= beats
        }
        let beat = pulse.settledBeat
        guard gap.workers[place].deficit != nil, beat.number > pulse.markedBeat.number,
            beat.number != heard[place].lastBeat, heard[place].beats < Self.beatsNeeded
        else { return }
        heard[place].lastBeat = beat.number
        heard[place].beats += 1
        heard[place].deficit = min(heard[place].deficit ?? .max, beat.deficit)
    }

    private mutating func noteOther(_ pulse: WorkerPulse, _ first: WorkerPulse.First, _ state: ClusterState) {
        if others[pulse.process] == nil {
            if others.count >= Self.mostOthers {
                hasTooManyOthers = true
                return
            }
            // A process that was not alive and has sent before cannot be told from one that was not known in time.
            if !pulse.isMarked, !first.isBeginning { strangers.append(state.hostname(ofPulse: pulse.slot) ?? "") }
        }
        others[pulse.process] = .some(pulse.isMarked ? first.atMost : first.isBeginning ? 0 : nil)
    }

    /// Whether nothing that is still to come would tell more.
    var isComplete: Bool {
        guard elapsed >= Self.shortest else { return false }
        return zip(gap.workers, heard).allSatisfy { worker, heard in
            if elapsed >= min(max(Self.patience, worker.freq * 2), 600) { return true }
            if heard.isReplaced { return true }
            guard heard.atMost != nil else { return false }
            return worker.deficit == nil || heard.beats >= Self.beatsNeeded || heard.saidOffline
        }
    }

    // MARK: - What came of it

    private func atLeast(_ place: Int) -> UInt64 {
        guard let before = gap.workers[place].deficit, let after = heard[place].deficit, after > before else {
            return 0
        }
        let missing = UInt64(after - before)
        // More than its clock has room for: they sent none.
        return missing <= heard[place].atMost ?? 0 ? missing : 0
    }

    /// Accepted tasks whose start was surely sent, and was not seen.
    var atLeast: UInt64 { heard.indices.reduce(0) { $0 + atLeast($1) } }

    /// The most events that workers can have sent; nil: unknown.
    var atMost: UInt64? {
        if hasTooManyOthers || !unheard.isEmpty || !replaced.isEmpty || !strangers.isEmpty { return nil }
        // Before nobody was known, and so nobody knows what they sent.
        if gap.workers.isEmpty, others.isEmpty { return nil }
        return known
    }

    /// The sum of what is known.
    private var known: UInt64 {
        var sum: UInt64 = 0
        func add(_ count: UInt64) { sum = sum.addingReportingOverflow(count).overflow ? .max : sum + count }
        for place in heard.indices { add(heard[place].atMost ?? 0) }
        for case let count? in others.values { add(count) }
        return sum
    }

    /// Workers of which events can be missing.
    var workerCount: Int {
        heard.count { ($0.atMost ?? 1) > 0 }
            + others.values.count { $0 != .some(0) }
    }

    /// Workers that were alive and have not been heard again.
    var unheard: [String] { names { $0.atMost == nil && !$0.isReplaced } }
    /// Workers in whose place another process has begun.
    var replaced: [String] { names { $0.atMost == nil && $0.isReplaced } }

    private func names(where isWanted: (Heard) -> Bool) -> [String] {
        zip(gap.workers, heard).filter { isWanted($1) }.map(\.0.hostname)
    }

    /// Whether events are missing that the broker was to keep.
    var isContradicted: Bool { atLeast > 0 || heard.contains { $0.skipsBeats } }

    /// The gap as far as it is known.
    var provisional: ShutterContext.Gap {
        ShutterContext.Gap(from: gap.from, until: until, atLeast: atLeast, cause: gap.cause)
    }

    /// The gap as it stays.
    var result: ShutterContext.Gap {
        ShutterContext.Gap(from: gap.from, until: until, atLeast: atLeast, atMost: atMost ?? .max, cause: gap.cause)
    }
}
