// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Makes a recording's tables, brings them up to date, and looks whether the role may write them.
struct RecordingPreparation {
    let configuration: PostgresConfiguration
    let settings: ConnectionSettings
    let connection: ServerConnection
    let host: Host

    /// Answers whether the history is partitioned.
    /// - Throws: ``CameraError/config(_:)`` with the remedy, or ``ServerError``.
    func run() throws -> Bool {
        let rights = Rights(settings: settings, connection: connection)
        try rights.checkSchema()
        if try !isUpToDate() {
            do {
                try migrate()
            } catch let error as ServerError where error.code == "42501" {
                throw try rights.missing(error)
            }
        }
        try rights.check(configuration.history ? Self.tables + Partitions.tables : Self.tables)
        return try isPartitioned()
    }

    private static let tables = ["tasks", "workers", "snapshots"]

    /// Looks without a lock: at all starts but the first nothing is to be done.
    private func isUpToDate() throws -> Bool {
        guard try version() == RecordingSchema.version else { return false }
        guard configuration.history else { return true }
        return try exists("task_history") && exists("worker_history")
    }

    private func exists(_ table: String) throws(ServerError) -> Bool {
        try connection.ask("SELECT to_regclass('\(table)') IS NOT NULL").first == "t"
    }

    /// The version that stands there; 0: no recording.
    private func version() throws -> Int {
        guard try exists("evcam_schema") else {
            if try exists("tasks") {
                throw CameraError.config(
                    "\(settings.place) has a table `tasks` that is not evcam's: give the camera a schema of its own, "
                        + "CREATE SCHEMA evcam AUTHORIZATION \(Rights.quoted(settings.user)), and "
                        + "?options=-csearch_path%3Devcam at the URL's end")
            }
            return 0
        }
        let version = Int(try connection.ask("SELECT version FROM evcam_schema").first ?? "0") ?? 0
        guard version <= RecordingSchema.version else {
            throw CameraError.config(
                "the recording in \(settings.place) has version \(version), and this camera writes version "
                    + "\(RecordingSchema.version): update evcam, or record into another database")
        }
        return version
    }

    /// In one transaction, and one camera after the other.
    private func migrate() throws {
        try connection.send("BEGIN")
        try connection.send("SELECT pg_advisory_xact_lock(\(RecordingTables.lock))")
        try connection.finish()
        do {
            let found = try version()
            let migration = found == RecordingSchema.version ? [] : RecordingSchema.migration(from: found)
            let history =
                configuration.history ? RecordingSchema.history(partitioned: configuration.partitions == .month) : []
            // A history that stands there as one table stays one.
            let isThere = try exists("task_history")
            let isWhole = isThere ? try !isPartitioned() : false
            for statement in migration + (isWhole ? RecordingSchema.history(partitioned: false) : history) {
                try connection.send(statement)
            }
            try connection.send("COMMIT")
            try connection.finish()
            if found < RecordingSchema.version, found > 0 {
                host.log(.notice, "brought the recording from version \(found) to \(RecordingSchema.version)")
            }
        } catch {
            try connection.rollBack()
            throw error
        }
    }

    private func isPartitioned() throws -> Bool {
        guard configuration.history else { return false }
        let kind = try connection.ask("SELECT relkind FROM pg_class WHERE oid = to_regclass('task_history')").first
        let isPartitioned = kind == "p"
        if kind != nil, isPartitioned != (configuration.partitions == .month) {
            host.log(
                .warning,
                "task_history in \(settings.place) is \(isPartitioned ? "" : "not ")partitioned, and stays so: "
                    + "`partitions` counts for a new recording")
        }
        return isPartitioned
    }
}
