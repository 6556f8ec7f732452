// SPDX-License-Identifier: Apache-2.0
import Testing

/// Real brokers, real workers, and evcam between them; one test after the other, for all share the brokers.
@Suite(
    .serialized,
    .enabled(
        if: Python.oracle != nil, "needs Celery: set what Scripts/environments.sh prints, as Scripts/test.sh does")
)
enum LiveTests {
    /// Runs a test on a cluster, which ends with it.
    @LiveActor static func on(
        _ kind: BrokerKind, celery: String = "5.7.0", _ test: @LiveActor (LiveCluster) throws -> Void
    ) throws {
        let cluster = try LiveCluster(Brokers.shared().place(kind), celery: celery)
        defer { cluster.close() }
        try test(cluster)
    }
}
