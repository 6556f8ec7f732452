// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// An open database with what writes to it and what cleans it up.
package final class OpenRecording {
    package let database: Database
    let writer: any SnapshotWriter
    let cleaner: Cleaner

    /// Opens the file and makes its tables what the configuration says.
    init(_ path: String, _ configuration: SQLiteConfiguration, isCancelled: @escaping () -> Bool) throws {
        let isOurs = configuration.schema == .evcam
        let wait = BusyWait(limit: configuration.busyTimeout / .seconds(1), isCancelled: isCancelled)
        let tables = DjangoTables(schema: configuration.schema)
        if !isOurs, !configuration.createSchema, FileIdentity(of: path) == nil { throw tables.missing(path) }
        database = try Database(path: path, creates: isOurs || configuration.createSchema, wait: wait)
        if isOurs {
            writer = try Self.recording(in: database, history: configuration.history)
        } else {
            try tables.prepare(database, creates: configuration.createSchema)
            writer = try DjangoWriter(database, tables)
        }
        try Self.tune(database, syncs: configuration.sync == .full)
        cleaner = Cleaner(database)
    }

    /// Opens evcam's own tables, without a camera.
    package static func bare(_ path: String) throws -> (Database, RecordingWriter) {
        let database = try Database(path: path, creates: true, wait: BusyWait(limit: 5) { false })
        let writer = try recording(in: database, history: false)
        try tune(database, syncs: false)
        return (database, writer)
    }

    private static func recording(in database: Database, history: Bool) throws -> RecordingWriter {
        try RecordingFile(database).prepare(history: history)
        return try RecordingWriter(database, history: history)
    }

    private static func tune(_ database: Database, syncs: Bool) throws {
        // Without the log a loss of power could damage the file otherwise.
        let hasLog = try database.texts("PRAGMA journal_mode").first == "wal"
        try database.execute("PRAGMA synchronous = \(syncs || !hasLog ? "FULL" : "NORMAL")")
        // 64 MB of pages, and of a log that a long read let grow.
        try database.execute("PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864")
    }
}
