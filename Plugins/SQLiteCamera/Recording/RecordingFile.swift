// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Makes a file a recording of evcam's, or brings an older one up to date.
struct RecordingFile {
    /// "EVCA", in SQLite's `application_id`.
    static let applicationID: Int64 = 0x4556_4341

    private let database: Database
    private let steps: [String]

    init(_ database: Database, steps: [String] = RecordingTables.steps) {
        self.database = database
        self.steps = steps
    }

    /// - Throws: ``CameraError/config(_:)`` for a file of something else, or of a newer evcam.
    func prepare(history: Bool) throws {
        let application = try database.number("PRAGMA application_id") ?? 0
        let version = try database.number("PRAGMA user_version") ?? 0
        let tables = try database.texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        let isEmpty = application == 0 && version == 0 && tables.isEmpty
        guard isEmpty || application == Self.applicationID else {
            throw CameraError.config(
                "\(database.path) is a database of something else (\(Self.sentence(tables))); change option `path`"
                    + ", or for Django's tables option `schema`")
        }
        guard version <= steps.count else {
            throw CameraError.config(
                "\(database.path) has version \(version) of the schema of recordings, and this evcam knows version "
                    + "\(steps.count): update evcam or change option `path`")
        }
        // Must come before everything that writes; does nothing to a file that is not empty.
        if isEmpty { try database.execute("PRAGMA auto_vacuum = INCREMENTAL") }
        try useLog()
        guard version < steps.count || history else { return }
        try database.transaction {
            for step in steps[Int(version)...] { try database.execute(step) }
            if history { try database.execute(RecordingTables.history) }
            try database.execute(
                "PRAGMA application_id = \(Self.applicationID); PRAGMA user_version = \(steps.count)")
        }
    }

    /// Readers and the writer do not wait for each other then.
    private func useLog() throws {
        guard try database.texts("PRAGMA journal_mode = WAL").first == "wal" else {
            throw CameraError.config(
                "the file system of \(database.path) cannot hold SQLite's write-ahead log (a network file system?); "
                    + "change option `path`")
        }
    }

    private static func sentence(_ tables: [String]) -> String {
        tables.isEmpty ? "without tables" : "tables " + tables.prefix(4).joined(separator: ", ")
    }
}
