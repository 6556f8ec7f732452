// SPDX-License-Identifier: Apache-2.0

/// Why a task or a worker left the state.
public enum RemovalReason: UInt8, Sendable {
    /// The limit on tasks (workers) in memory, or on their bytes.
    case evicted = 1
    /// `clear_after`.
    case cleared = 2
}
