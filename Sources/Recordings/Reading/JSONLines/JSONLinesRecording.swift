// SPDX-License-Identifier: Apache-2.0

import Phrases

/// A recording of the jsonl camera: read line by line; what is kept is one record for each task.
final class JSONLinesRecording: Recording {
    let name: String
    let kind = "jsonl"
    var remarks: [String] {
        (passedOver > 0 ? ["\(name): passed over \(Phrase.count(passedOver, "line")) that no jsonl camera wrote"] : [])
            + cutShort.map { "\($0) ends in the middle of its compression; what could be read was used" }
    }

    /// A task, by reference: tables of them grow without moving them.
    private final class Record {
        var task: RecordedTask
        init(_ task: RecordedTask) { self.task = task }
    }

    private let files: [LineFiles.File]
    private var passedOver = 0
    private var cutShort: [String] = []
    /// What was read of tasks, and the fields it was read with.
    private var read: (fields: Set<TaskField>, textLimit: Int?, tasks: [String: Record])?
    private var latestWorkers: [String: (worker: RecordedWorker, epoch: String, revision: Int64)] = [:]
    private var knownEpochs: [String: RecordedEpoch] = [:]
    private var knownGaps = GapList()

    /// Takes the files, oldest first; reads them when something is asked.
    init(_ files: [LineFiles.File], name: String) {
        self.files = files
        self.name = name
    }

    func tasks(_ query: TaskQuery, _ body: (RecordedTask) throws -> Void) throws {
        let all = try records(query)
        if query.order == .any, query.limit == nil {
            for record in all.values where query.admits(record.task) { try body(record.task) }
            return
        }
        var wanted = all.values.filter { query.admits($0.task) }
        wanted.sort { query.precedes($0.task, $1.task) }
        for record in wanted.prefix(query.limit ?? .max) { try body(record.task) }
    }

    func count(_ query: TaskQuery) throws -> Int {
        try records(query).values.count { query.admits($0.task) }
    }

    func span(_ query: TaskQuery) throws -> TimeSpan? {
        var span: TimeSpan?
        var earlier: [Double] = []
        var query = query
        query.fields = query.fields + [.localReceived, .received]
        for record in try records(query).values where query.admits(record.task) {
            let task = record.task
            guard let time = task.localReceived ?? task.timestamp else { continue }
            span = TimeSpan(from: time, until: time).union(span)
            earlier += [task.received, task.timestamp].compactMap { $0 }
            if earlier.count > 10_000 { earlier = earliest(earlier, span) }
        }
        return span?.reaching(back: earlier)
    }

    /// Few times that stand for many: the earliest that are not absurd.
    private func earliest(_ times: [Double], _ span: TimeSpan?) -> [Double] {
        guard let span else { return times }
        let reach = span.reaching(back: times)
        return reach.from < span.from ? [reach.from] : []
    }

    /// A pass of its own: each picture of the task knows when it came to each state last.
    func transitions(of uuid: String) throws -> [TaskTransition]? {
        let times = TaskField.allCases.filter { $0.kind == .time }
        var reader = LineTask(Set(times + [.worker, .client]), textLimit: nil)
        var transitions: [TaskTransition] = []
        try lines { line, _ in
            guard Self.begins(line, with: Self.taskStart) else { return true }
            var picture = RecordedTask()
            var cursor = JSONCursor(line)
            guard cursor.members({ reader.read($0, $1, into: &picture) }), picture.uuid == uuid else { return true }
            for state in picture.transitions
            where !transitions.contains(where: { $0.state == state.state && $0.at == state.at }) {
                transitions.append(state)
            }
            return true
        }
        return transitions.isEmpty ? nil : transitions.sorted { $0.at ?? 0 < $1.at ?? 0 }
    }

    func workers() throws -> [RecordedWorker] {
        _ = try anything()
        return latestWorkers.values.map(\.worker).sorted { $0.hostname < $1.hostname }
    }

    func epochs() throws -> [RecordedEpoch] {
        _ = try anything()
        return knownEpochs.values.sorted { $0.epoch < $1.epoch }
    }

    func gaps() throws -> [RecordedGap] {
        _ = try anything()
        return knownGaps.all
    }

    /// A pass of its own over the lines: samples are as many as snapshots times workers, and are not kept.
    func workerSamples(_ body: (WorkerSample) throws -> Void) throws -> Bool {
        var found = false
        var takenAt: Double?
        try lines { line, _ in
            if Self.begins(line, with: Self.workerStart) {
                guard let takenAt, let (worker, _) = LineWorker.read(line) else { return true }
                found = true
                try body(
                    WorkerSample(
                        hostname: worker.hostname, at: takenAt, isAlive: worker.isAlive, active: worker.active,
                        load1: worker.load1, expires: worker.expires))
            } else if Self.begins(line, with: Self.snapshotStart) {
                takenAt = LineSnapshot(line)?.takenAt
            }
            return true
        }
        return found
    }

    /// All tasks, with at least the fields that a query needs.
    private func records(_ query: TaskQuery) throws -> [String: Record] {
        let fields = query.neededFields
        if let read, read.fields.isSuperset(of: fields), read.textLimit == nil || read.textLimit == query.textLimit {
            return read.tasks
        }
        let tasks = try load(fields, textLimit: query.textLimit)
        read = (fields, query.textLimit, tasks)
        return tasks
    }

    private func anything() throws -> [String: Record] {
        var query = TaskQuery()
        query.fields = []
        return try read?.tasks ?? records(query)
    }

    private func load(_ fields: Set<TaskField>, textLimit: Int?) throws -> [String: Record] {
        (passedOver, cutShort, latestWorkers, knownEpochs, knownGaps) = (0, [], [:], [:], GapList())
        // States fall back only by what stands here, whatever is shown.
        var reader = LineTask(fields.union([.state, .timestamp, .retried]), textLimit: textLimit)
        var tasks: [String: Record] = [:]
        var epoch = ""
        try lines { line, isWhole in
            if Self.begins(line, with: Self.taskStart) {
                var task = RecordedTask()
                var cursor = JSONCursor(line)
                guard cursor.members({ reader.read($0, $1, into: &task) }), !task.uuid.isEmpty else { return !isWhole }
                task.epoch = epoch
                if let known = tasks[task.uuid] { known.task.take(task) } else { tasks[task.uuid] = Record(task) }
            } else if Self.begins(line, with: Self.workerStart) {
                guard let (worker, revision) = LineWorker.read(line) else { return !isWhole }
                if let known = latestWorkers[worker.hostname], (known.epoch, known.revision) >= (epoch, revision) {
                    return true
                }
                latestWorkers[worker.hostname] = (worker, epoch, revision)
            } else if Self.begins(line, with: Self.snapshotStart) {
                guard let snapshot = LineSnapshot(line) else { return !isWhole }
                epoch = snapshot.epoch
                take(snapshot)
            } else {
                return !isWhole || Self.begins(line, with: Self.removedStart)
            }
            return true
        }
        return tasks
    }

    private func take(_ snapshot: LineSnapshot) {
        var epoch = knownEpochs[snapshot.epoch] ?? RecordedEpoch()
        if epoch.snapshots == 0 { epoch.from = snapshot.takenAt }
        epoch.epoch = snapshot.epoch
        epoch.cluster = snapshot.cluster
        epoch.until = max(epoch.until, snapshot.takenAt)
        epoch.snapshots += 1
        epoch.eventCount = max(epoch.eventCount, snapshot.eventCount)
        epoch.isReplay = snapshot.isReplay
        epoch.isFinished = snapshot.isFinal
        epoch.losses = snapshot.losses
        knownEpochs[snapshot.epoch] = epoch
        for gap in snapshot.gaps { knownGaps.insert(gap) }
    }

    /// Hands over every line; those that it is told were none of ours are counted.
    private func lines(_ body: (UnsafeRawBufferPointer, Bool) throws -> Bool) throws {
        for file in files {
            var reader = try LineReader(file)
            while let (line, isWhole) = try reader.next() {
                if !line.isEmpty, try !body(line, isWhole) { passedOver += 1 }
            }
            if reader.isCutShort { cutShort.append(file.path) }
        }
    }

    private static let taskStart: StaticString = #"{"kind":"task""#
    private static let workerStart: StaticString = #"{"kind":"worker""#
    private static let removedStart: StaticString = #"{"kind":"removed""#
    /// How every file of a jsonl recording begins.
    static let snapshotStart: StaticString = #"{"kind":"snapshot""#

    static func begins(_ line: UnsafeRawBufferPointer, with start: StaticString) -> Bool {
        line.starts(with: UnsafeBufferPointer(start: start.utf8Start, count: start.utf8CodeUnitCount))
    }
}
