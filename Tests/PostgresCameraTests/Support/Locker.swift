// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A session that holds a lock until it is told to let go.
final class Locker {
    private let process = Process()
    private let input = Pipe()
    private let database: Database

    /// Takes it with a statement.
    init(_ database: Database, _ statement: String) {
        self.database = database
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["psql", "-X", "-q", "-d", database.url]
        process.standardInput = input
        process.standardOutput = Pipe()
        try? process.run()
        input.fileHandleForWriting.write(Data("BEGIN;\n\(statement);\n".utf8))
    }

    /// Returns when it holds it.
    func wait() throws {
        let held = """
            SELECT count(*) FROM pg_locks WHERE relation = 'tasks'::regclass AND mode = 'AccessExclusiveLock' AND granted
            """
        while try database.ask(held) != "1" {}
    }

    /// Lets go.
    func release() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
