// SPDX-License-Identifier: Apache-2.0

/// Makes of what was known of workers, sample by sample, when they were alive and how loaded they were.
struct WorkerTimes {
    /// How long a sample holds if no other follows: `worker_history` has one a minute at least.
    private static let holds = 120.0

    private let bins: TimeBins
    private(set) var workers: [String: WorkerFigures]
    private var last: [String: WorkerSample] = [:]

    init(_ bins: TimeBins, _ workers: [String: WorkerFigures]) {
        self.bins = bins
        self.workers = workers
    }

    /// Takes a sample; of one worker they come in order.
    mutating func add(_ sample: WorkerSample) {
        if let previous = last[sample.hostname] { hold(previous, until: sample.at) }
        last[sample.hostname] = sample
        with(sample.hostname) { worker, bins in
            worker.firstSeen = min(worker.firstSeen ?? sample.at, sample.at)
            guard let index = bins.index(sample.at), let load = sample.load1 else { return }
            worker.load[index] = max(worker.load[index] ?? 0, load)
        }
    }

    /// The last samples hold until the end.
    mutating func finish(at end: Double) {
        for sample in last.values { hold(sample, until: end) }
        last = [:]
    }

    private mutating func hold(_ sample: WorkerSample, until next: Double) {
        guard sample.isAlive else { return }
        let end = min(next, sample.expires ?? sample.at + Self.holds)
        with(sample.hostname) { worker, bins in
            let (from, until) = (max(sample.at, bins.from), min(end, bins.until))
            guard until > from, var index = bins.index(from) else { return }
            worker.aliveFor += until - from
            var start = from
            while start < until, index < bins.count {
                let border = min(until, bins.from + Double(index + 1) * bins.width)
                worker.alive[index] = min(1, worker.alive[index] + (border - start) / bins.width)
                if let load = sample.load1 { worker.load[index] = max(worker.load[index] ?? 0, load) }
                start = border
                index += 1
            }
        }
    }

    private mutating func with(_ hostname: String, _ body: (inout WorkerFigures, TimeBins) -> Void) {
        var worker = workers[hostname] ?? WorkerFigures(hostname, bins: bins.count)
        workers[hostname] = nil
        if worker.alive.isEmpty {
            worker.alive = Array(repeating: 0, count: bins.count)
            worker.load = Array(repeating: nil, count: bins.count)
        }
        body(&worker, bins)
        workers[hostname] = worker
    }
}
