// SPDX-License-Identifier: Apache-2.0

/// Where the state's bytes are: all that grows with tasks, workers, texts and counters.
public struct MemoryUse: Sendable {
    /// Payload blocks and interned texts in use, rounding included.
    public var payload: Int
    /// What the system was asked for, for those.
    public var payloadReserved: Int
    /// Pages of slots, those included that only snapshots still show.
    public var pages: Int
    /// The index that finds a task by its uuid.
    public var taskIndex: Int
    /// The order of last use, of tasks and workers.
    public var recency: Int
    /// The order by time: one entry per event.
    public var timeOrder: Int
    /// Parents and children.
    public var kinship: Int
    /// Page tables, the texts' index, counters.
    public var tables: Int

    /// Indexes, orders, links, counters.
    public var indexes: Int { taskIndex + recency + timeOrder + kinship + tables }
    /// All of it.
    public var total: Int { payloadReserved + pages + indexes }
}
