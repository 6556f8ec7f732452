// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Testing

@Suite struct DatabaseServerTests {
    @Test func `a server of the tests' own answers`() throws {
        let server = try PostgresServer()
        #expect(try server.ask("SELECT 6 * 7") == "42")
    }
}
