// SPDX-License-Identifier: Apache-2.0

import Foundation
import ServerFixtures
import Testing

/// What `docs/cameras/postgres.md` says is so.
@Suite struct PostgresPageTests {
    /// The page's blocks of SQL, in order: the role's, then the queries.
    private static func blocks() throws -> [String] {
        let page = try String(contentsOfFile: BuiltEvcam.sources + "/docs/cameras/postgres.md", encoding: .utf8)
        return page.split(separator: "```sql\n").dropFirst().compactMap { block in
            block.split(separator: "```", maxSplits: 1).first.map(String.init)
        }
    }

    @Test func `the role has all that it needs, and each query finds something`() throws {
        let server = try PostgresServer()
        let blocks = try Self.blocks()
        #expect(blocks.count == 11)
        // The fixture's superuser has the role's name.
        let role = blocks[0].replacing("evcam", with: "recorder")
        let file = server.dataFolder + "/role.sql"
        try FixtureFolder.write(role, to: file)
        let script = "PGCONNECT_TIMEOUT=10 psql -X -v ON_ERROR_STOP=1 -d \(server.url()) -f \(file)"
        // psql's \connect keeps the user.
        try Shell.run(script)
        for history in [true, false] {
            let run = try PostgresRun(
                server, url: server.url(of: "recorder", as: "recorder"), speed: "max",
                more: ["postgres.partitions=month", "postgres.history=\(history)", "postgres.notify=recorder"])
            #expect(run.end() == 0, "\(run.said)")
        }
        let found = "SET search_path = recorder"
        for query in blocks.dropFirst() {
            let rows = try server.ask("\(found); \(query)", in: "recorder")
            // In half a minute nothing has been running for long.
            #expect(!rows.isEmpty || query.contains("interval '10 seconds'"), "\(query)")
        }
        #expect(try server.ask("\(found); SELECT count(*) FROM tasks", in: "recorder") == "453")
    }
}
