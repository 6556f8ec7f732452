// SPDX-License-Identifier: Apache-2.0

import Foundation
import ServerFixtures
import Testing

@Suite struct SQLiteQueryTests {
    @Test func `the queries of the documentation answer something on the bundled events`() throws {
        let page = try String(contentsOfFile: SQLiteRun.repository + "/docs/cameras/sqlite.md", encoding: .utf8)
        let queries = page.components(separatedBy: "```sql\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(queries.count == 10)
        let run = try SQLiteRun()
        try run.record()
        for query in queries {
            let rows = try run.rows(query)
            #expect(!rows.isEmpty, "\(query)")
            #expect(rows.contains { $0.contains { $0 != "-" } }, "\(query)")
        }
    }
}
