// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Looks whether Django's tables are there, and makes them where that was asked for.
struct DjangoPreparation {
    let names: DjangoNames
    let creates: Bool
    let settings: ConnectionSettings
    let connection: ServerConnection

    /// - Throws: ``CameraError/config(_:)`` with the migration that is missing, or ``ServerError``.
    func run() throws {
        let rights = Rights(settings: settings, connection: connection)
        try rights.checkSchema()
        var lacking = try lackingColumns()
        if !lacking.isEmpty, creates {
            do {
                try create()
            } catch let error {
                guard error.code == "42501" else { throw error }
                throw try rights.missing(error)
            }
            lacking = try lackingColumns()
        }
        if let first = lacking.first {
            let what =
                lacking.contains { $0.column == "id" }
                ? "has no table \(first.table)" : "has no column \(first.column) in table \(first.table)"
            throw CameraError.config(
                "\(settings.place) \(what): run migration \(first.migration) of Django's app \(names.app), python manage.py "
                    + "migrate \(names.app); or let the camera make the tables: `create_schema: true`")
        }
        try rights.check([names.tasks, names.workers])
        try checkSequences()
    }

    /// Whether the role may take ids: before Django 4.1 they come from sequences with rights of their own.
    private func checkSequences() throws {
        let lacking = try connection.ask(
            """
            SELECT s FROM (VALUES ('\(names.tasks)'), ('\(names.workers)')) AS t(name)
            JOIN pg_attribute a ON a.attrelid = to_regclass(name) AND a.attname = 'id' AND a.attidentity = ''
            CROSS JOIN pg_get_serial_sequence(name, 'id') AS s
            WHERE s IS NOT NULL AND NOT has_sequence_privilege(s, 'USAGE') ORDER BY s
            """
        ).column
        guard !lacking.isEmpty else { return }
        let role = Rights.quoted(settings.user)
        let list = lacking.joined(separator: ", ")
        throw CameraError.config(
            "role \(role) may not take ids from \(list) in \(settings.place); as the tables' owner: "
                + "GRANT USAGE ON SEQUENCE \(list) TO \(role)")
    }

    private func lackingColumns() throws(ServerError) -> [(table: String, column: String, migration: String)] {
        let found = try connection.ask(
            """
            SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.oid IN (to_regclass('\(names.tasks)'), to_regclass('\(names.workers)'))
            AND a.attnum > 0 AND NOT a.attisdropped
            """
        ).column
        return names.columns.filter { !found.contains("\($0.table).\($0.column)") }
    }

    /// In one transaction, and one camera after the other.
    private func create() throws(ServerError) {
        try connection.send("BEGIN")
        try connection.send("SELECT pg_advisory_xact_lock(\(RecordingTables.lock))")
        for statement in names.definition { try connection.send(statement) }
        try connection.send("COMMIT")
        try connection.finish()
    }
}
