// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A psql that listens on a channel until a snapshot has been written.
final class Listener {
    private let process = Process()
    private let output = Pipe()

    init(_ database: Database, channel: String) {
        let wait = """
            DO $$ BEGIN WHILE NOT EXISTS (SELECT 1 FROM snapshots) LOOP PERFORM pg_sleep(0.02); END LOOP; END $$
            """
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "psql", "-X", "-q", "-d", database.url, "-c", "LISTEN \(channel)", "-c", wait, "-c", "SELECT 1",
        ]
        process.standardOutput = output
        try? process.run()
    }

    /// What it has printed at its end.
    func heard() throws -> String {
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
