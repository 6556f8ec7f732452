// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Synchronization

/// One PostgreSQL for all these tests, each with a database of its own.
enum SampleServer {
    static let shared = Result { () throws(FixtureError) in try PostgresServer() }
    private static let count = Atomic(0)

    static func newName() -> String { "r\(count.add(1, ordering: .relaxed).newValue)" }
}
