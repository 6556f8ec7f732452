// SPDX-License-Identifier: Apache-2.0

/// Everything that a report shows, counted.
package struct ReportFigures: Sendable {
    /// How a task without a name is called.
    static let nameless = "(unknown)"
    static let fields: [TaskField] = [
        .uuid, .name, .state, .worker, .timestamp, .localReceived, .received, .succeeded, .failed, .retried, .revoked,
        .rejected, .runtime, .retries, .exception,
    ]

    /// How the recording is called, and what it is made of.
    package var name = ""
    package var kind = ""
    /// What was asked of it, in words; empty: everything.
    package var selection: [String] = []
    package var madeAt = 0.0
    /// Of what is shown; nil: there is nothing.
    package var span: TimeSpan?
    package var bins = TimeBins(TimeSpan(from: 0, until: 1))
    package var epochs: [RecordedEpoch] = []
    package var gaps: [RecordedGap] = []
    package var count = 0
    /// The most frequent first.
    package var states: [(name: String, count: Int)] = []
    package var outcomes: [[Int]] = []
    package var received: [Int] = []
    /// The most frequent first.
    package var types: [TypeFigures] = []
    package var exceptions: [ExceptionFigures] = []
    /// Those with the most tasks first.
    package var workers: [WorkerFigures] = []
    /// Whether it is known when workers were alive.
    package var hasWorkerTimes = false
    package var longest: [RecordedTask] = []
    package var mostRetried: [RecordedTask] = []

    package init() {}

    /// Reads a recording, or what a query wants of it.
    package init(_ recording: any Recording, _ query: TaskQuery, madeAt: Double) throws {
        var query = query
        query.fields = Self.fields
        query.textLimit = 300
        query.order = .any
        query.limit = nil
        name = recording.name
        kind = recording.kind
        self.madeAt = madeAt
        epochs = try recording.epochs()
        gaps = try recording.gaps()
        let tasks = try recording.span(query)
        span = Self.span(tasks, epochs, query)
        guard let span else { return }
        gaps = gaps.filter { $0.from <= span.until && $0.until ?? .infinity >= span.from }
        bins = TimeBins(span)
        var tally = TaskTally(bins)
        try recording.tasks(query) { tally.add($0) }
        var times = WorkerTimes(bins, tally.workers)
        // A sample holds for a while: those from before the span count too.
        hasWorkerTimes = try recording.workerSamples { sample in
            guard query.workers.isEmpty || query.workers.contains(where: { $0.matches(sample.hostname) }) else {
                return
            }
            times.add(sample)
        }
        times.finish(at: span.until)
        take(tally, times.workers)
        try take(try recording.workers(), query)
    }

    /// Of everything there is; within what was asked for.
    private static func span(_ tasks: TimeSpan?, _ epochs: [RecordedEpoch], _ query: TaskQuery) -> TimeSpan? {
        var span = tasks
        if query.names.isEmpty, query.workers.isEmpty {
            for epoch in epochs { span = TimeSpan(from: epoch.from, until: epoch.until).union(span) }
        }
        guard var span else { return nil }
        if let since = query.since { span = TimeSpan(from: max(span.from, since), until: span.until) }
        if let until = query.until { span = TimeSpan(from: min(span.from, until), until: min(span.until, until)) }
        return span
    }

    private mutating func take(_ tally: TaskTally, _ figures: [String: WorkerFigures]) {
        count = tally.count
        states = tally.states.map { (name: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        outcomes = tally.outcomes
        received = tally.received
        types = tally.types.map { key, value in
            var value = value
            value.name = key
            return value
        }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        exceptions = tally.exceptions.map { key, value in
            var value = value
            value.name = key
            return value
        }.sorted { ($1.failed, $1.retrying, $0.name) < ($0.failed, $0.retrying, $1.name) }
        workers = Array(figures.values)
        longest = tally.longest
        mostRetried = tally.mostRetried
    }

    private mutating func take(_ recorded: [RecordedWorker], _ query: TaskQuery) throws {
        var byName = Dictionary(workers.map { ($0.hostname, $0) }, uniquingKeysWith: { first, _ in first })
        let end = epochs.last?.until ?? 0
        for var worker in recorded
        where query.workers.isEmpty || query.workers.contains(where: { $0.matches(worker.hostname) }) {
            worker.isAlive = worker.isAlive(at: end)
            byName[worker.hostname, default: WorkerFigures(worker.hostname, bins: bins.count)].worker = worker
        }
        workers = byName.values.sorted { ($1.tasks, $0.hostname) < ($0.tasks, $1.hostname) }
    }
}
