// SPDX-License-Identifier: Apache-2.0

/// The tests at one kind of broker, one after the other, for they share it and some hurt it.
///
/// The lanes run side by side: most of a test's time is waiting.
actor BrokerLane {
    static let rabbit = BrokerLane("rabbit")
    static let redis = BrokerLane("redis")

    private let executor: LaneExecutor
    private let name: String
    private var brokers: Brokers?

    private init(_ name: String) {
        self.name = name
        executor = LaneExecutor(name)
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Runs a test when it is its turn; the first one starts the brokers.
    func run(_ test: @Sendable (Brokers) throws -> Void) throws {
        let brokers = try self.brokers ?? Brokers(name)
        self.brokers = brokers
        try test(brokers)
    }
}
