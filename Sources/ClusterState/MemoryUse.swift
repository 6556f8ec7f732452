// SPDX-License-Identifier: Apache-2.0

/// Where the state's bytes are.
public struct MemoryUse: Sendable {
    /// Payload blocks and interned texts in use, rounding included.
    public var payload: Int
    /// What the system was asked for, for those.
    public var payloadReserved: Int
    /// Pages of slots, those included that only snapshots still show.
    public var pages: Int
    /// Indexes, orders, links, counters.
    public var indexes: Int

    /// All of it.
    public var total: Int { payloadReserved + pages + indexes }
}
