// SPDX-License-Identifier: Apache-2.0

/// How a camera's own process is made and bounded.
public struct ProcessIsolation: Sendable, Hashable {
    /// What is started.
    public var program: HelperProgram
    /// Bytes the process may allocate (private, writable memory; snapshots do not count); nil: no bound.
    public var memory: UInt64?
    /// How long a call that is past its deadline has to heed `cancelled` before the process is killed.
    public var grace: Duration
    /// Maps pictures elsewhere than they want; for tests.
    var isMovedByForce = false

    /// Makes settings.
    public init(program: HelperProgram, memory: UInt64? = nil, grace: Duration = .seconds(5)) {
        self.program = program
        self.memory = memory
        self.grace = grace
    }
}
