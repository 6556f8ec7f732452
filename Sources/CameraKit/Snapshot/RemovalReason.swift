// SPDX-License-Identifier: Apache-2.0

/// Why a task or a worker left.
public enum RemovalReason: UInt32, Sendable {
    /// The limit on tasks (workers) in memory.
    case evicted = 1
    /// `clear_after`.
    case cleared = 2
    /// It no longer matches this camera's filter.
    case filtered = 3
}
