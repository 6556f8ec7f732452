// SPDX-License-Identifier: Apache-2.0
import Testing

/// Real brokers, real workers, and evcam between them; one test after the other at each kind of broker.
@Suite(
    .enabled(
        if: Python.oracle != nil, "needs Celery: set what Scripts/environments.sh prints, as Scripts/test.sh does")
)
enum LiveTests {
    /// Runs a test on a cluster, which ends with it.
    static func on(
        _ kind: BrokerKind, celery: String = "5.7.0", _ test: @Sendable (LiveCluster) throws -> Void
    ) async throws {
        try await kind.lane.run { brokers in
            let cluster = try LiveCluster(brokers.place(kind), brokers, celery: celery)
            defer { cluster.close() }
            try test(cluster)
        }
    }
}
