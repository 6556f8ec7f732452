// SPDX-License-Identifier: Apache-2.0

/// Counts tasks one by one; its size depends on their names and workers, not on their number.
struct TaskTally {
    /// Names of tasks, exceptions or workers beyond so many count together.
    private static let mostNames = 10_000
    /// Rows of the tables of single tasks.
    private static let rows = 10
    /// How what has no row of its own is called.
    static let others = "\u{0}others"

    private let bins: TimeBins
    private(set) var count = 0
    private(set) var states: [String: Int] = [:]
    /// For each outcome, in each part of the time.
    private(set) var outcomes: [[Int]]
    private(set) var received: [Int]
    private(set) var types: [String: TypeFigures] = [:]
    private(set) var exceptions: [String: ExceptionFigures] = [:]
    private(set) var workers: [String: WorkerFigures] = [:]
    private(set) var longest: [RecordedTask] = []
    private(set) var mostRetried: [RecordedTask] = []

    init(_ bins: TimeBins) {
        self.bins = bins
        outcomes = TaskOutcome.allCases.map { _ in Array(repeating: 0, count: bins.count) }
        received = Array(repeating: 0, count: bins.count)
    }

    mutating func add(_ task: RecordedTask) {
        count += 1
        states[states[task.state] != nil || states.count < Self.mostNames ? task.state : Self.others, default: 0] += 1
        var end: Int?
        for outcome in TaskOutcome.allCases {
            guard let index = outcome.time(of: task).flatMap(bins.index) else { continue }
            outcomes[outcome.rawValue][index] += 1
            if outcome == .succeeded || outcome == .failed { end = index }
        }
        if let index = task.received.flatMap(bins.index) { received[index] += 1 }
        let name = task.name ?? ReportFigures.nameless
        types[key(name, types.count, types[name] != nil), default: TypeFigures(name)].add(task)
        if TaskQuery.failedStates.contains(task.state) {
            let name = ExceptionFigures.name(of: task.exception)
            exceptions[key(name, exceptions.count, exceptions[name] != nil), default: ExceptionFigures(name)].add(task)
        }
        if let worker = task.worker { add(task, to: worker, at: end) }
        if let runtime = task.runtime, longest.count < Self.rows || runtime > longest.last?.runtime ?? 0 {
            Self.insert(task, into: &longest) { $0.runtime ?? 0 }
        }
        if let retries = task.retries, retries > 0,
            mostRetried.count < Self.rows || retries > mostRetried.last?.retries ?? 0
        {
            Self.insert(task, into: &mostRetried) { Double($0.retries ?? 0) }
        }
    }

    private mutating func add(_ task: RecordedTask, to name: String, at end: Int?) {
        let name = key(name, workers.count, workers[name] != nil)
        // Taken out, so that its table is changed where it stands.
        var worker = workers.removeValue(forKey: name) ?? WorkerFigures(name, bins: bins.count)
        worker.tasks += 1
        if task.state == "FAILURE" { worker.failed += 1 }
        worker.busy += task.runtime ?? 0
        if let end { worker.finished[end] += 1 }
        workers[name] = worker
    }

    private func key(_ name: String, _ count: Int, _ isKnown: Bool) -> String {
        isKnown || count < Self.mostNames ? name : Self.others
    }

    private static func insert(
        _ task: RecordedTask, into list: inout [RecordedTask], by value: (RecordedTask) -> Double
    ) {
        let place = list.firstIndex { value($0) < value(task) } ?? list.count
        list.insert(task, at: place)
        if list.count > rows { list.removeLast() }
    }
}
