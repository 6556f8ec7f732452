// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

/// Everything the state consists of.
///
/// One owner, one thread; ``ClusterState`` is its face.
struct StateCore: ~Copyable {
    let limits: Limits
    /// Celery's errors included, see docs/celery-differences.md.
    let celeryExact: Bool
    let memory: StateMemory
    /// The slab's chunk table, which never moves: saves a look-up through `memory` for each event.
    let chunks: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    let hashing = TextHash()

    var reclaimer: Reclaimer
    var texts: TextTable
    var builder = PayloadBuilder()

    var tasks = PagedTable<TaskSlot>()
    var index = TaskIndex()
    var recency = RecencyList()
    var order = TimeOrder()
    var kinship = Kinship()

    var workers = PagedTable<WorkerSlot>()
    /// Worker slot + 1 by the number of its node name.
    var workerByName: [UInt32] = []
    var workerRecency = RecencyList()
    /// Removed workers that some camera has not seen go, oldest first.
    var removedWorkers: [(slot: Int, revision: UInt64)] = []
    var pulses: PulseTable

    var counters: EventCounters
    var cursors: Cursors
    var interests: InterestCache?

    /// Number of the last change.
    var revision: UInt64 = 0
    var eventCount: UInt64 = 0
    var taskEventCount: UInt64 = 0
    /// Events that Celery would have died of, or that miss what they need.
    var faults: [EventFault: UInt64] = [:]
    /// Names of tasks seen, by text number; never cleared (`State._seen_types`).
    var seenNames: [Bool] = []
    var seenNameCount = 0
    var drifts = DriftLog()

    /// Reused from event to event.
    var extraKeys: [UInt32] = []
    var sightings = [Sighting](repeating: .none, count: 256)

    /// Text numbers that are looked up once.
    var eventTypes: [UInt32] = []
    var workerTypes: [UInt32] = []
    let other: UInt32
    /// By the number of an event type: the number of the state it makes.
    var customStates: [UInt32: UInt32] = [:]
    /// By the number of a node name: the number of the host it is counted under.
    var countingHosts: [UInt32] = []

    /// When the dead entries of `order` were last marked; since then, the tasks that were made and the fewest
    /// that there were.
    var burialRevision: UInt64 = 0
    var tasksSinceBurial = 0
    var fewestTasks = Int.max

    init(limits: Limits, celeryExact: Bool, cameras: Int, interest: CameraInterest?) {
        self.limits = limits
        self.celeryExact = celeryExact
        memory = StateMemory()
        chunks = memory.chunks
        reclaimer = Reclaimer(memory: memory)
        texts = TextTable(memory: memory, hashing: hashing)
        pulses = PulseTable(limit: limits.maxWorkers)
        counters = EventCounters(limit: limits.maxCounters)
        cursors = Cursors(cameras: cameras)
        interests = interest.map { InterestCache($0) }
        for name in TaskStates.names { _ = texts.intern(name, generation: 1) }
        let subjects: [StaticString] = [
            "", "sent", "received", "started", "succeeded", "failed", "retried", "revoked", "rejected",
        ]
        for subject in subjects { eventTypes.append(texts.intern("task-", subject)) }
        let workerSubjects: [StaticString] = ["", "online", "heartbeat", "offline"]
        for subject in workerSubjects { workerTypes.append(texts.intern("worker-", subject)) }
        other = texts.intern("other", generation: 1).rawValue
    }

    /// Bytes by what they are for.
    var memoryUse: MemoryUse {
        MemoryUse(
            payload: memory.slab.pointee.usedBytes, payloadReserved: memory.slab.pointee.reservedBytes,
            pages: memory.pages.pointee.bytes,
            taskIndex: index.bytes, recency: recency.bytes + workerRecency.bytes, timeOrder: order.bytes,
            kinship: kinship.bytes,
            tables: tasks.bytes + workers.bytes + pulses.bytes + counters.bytes + texts.bytes)
    }
}

extension TextTable {
    /// A text of two parts.
    mutating func intern(_ first: StaticString, _ second: StaticString) -> UInt32 {
        let text = first.description + second.description
        return Array(text.utf8).withUnsafeBytes { intern($0, generation: 1).rawValue }
    }
}
