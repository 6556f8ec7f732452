// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL
import Glibc

/// A database of PostgreSQL that holds a recording: one connection, in one transaction that sees one moment and
/// cannot write.
final class PostgresDatabase: SQLConnection {
    typealias Row = PostgresRow

    /// The newest schema that is understood.
    static let newestSchema: Int64 = 1

    let dialect = SQLDialect.postgres
    let name: String
    private let connection: OpaquePointer

    /// Connects.
    init(_ url: String) throws {
        let address = try PostgresAddress(url)
        name = address.name
        // What stands later wins: the URL has the last word.
        let words = [
            ("fallback_application_name", "evcam query"),
            ("connect_timeout", getenv("PGCONNECT_TIMEOUT").map { String(cString: $0) } ?? "10"),
            ("dbname", address.url), ("client_encoding", "UTF8"),
        ]
        let keywords = words.map { strdup($0.0) }
        let values = words.map { strdup($0.1) }
        defer { for text in keywords + values { free(text) } }
        var keywordList = keywords.map { UnsafePointer($0) } + [nil]
        var valueList = values.map { UnsafePointer($0) } + [nil]
        guard let connection = PQconnectdbParams(&keywordList, &valueList, 1) else {
            throw RecordingError("cannot connect to \(name): out of memory", kind: .unavailable)
        }
        self.connection = connection
        guard PQstatus(connection) == CONNECTION_OK else { throw Self.refusal(connection, name) }
        // Notices are not for our output.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        try run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try check()
    }

    deinit { PQfinish(connection) }

    func rows(_ statement: SQLStatement, _ body: (PostgresRow) throws -> Void) throws {
        let texts = statement.parameters.map { parameter in
            switch parameter {
            case .text(let text): strdup(text)
            case .real(let number): strdup("\(number)")
            case .integer(let number): strdup("\(number)")
            }
        }
        defer { for text in texts { free(text) } }
        let values = texts.map { UnsafePointer($0) }
        guard PQsendQueryParams(connection, statement.text, Int32(values.count), nil, values, nil, nil, 0) == 1 else {
            throw failure(nil)
        }
        PQsetSingleRowMode(connection)
        var problem: (any Error)?
        while let result = PQgetResult(connection) {
            defer { PQclear(result) }
            // After a mistake the rest is taken in and thrown away, so that the connection can be used again.
            guard problem == nil else { continue }
            switch PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE:
                do { try body(PostgresRow(result: result)) } catch { problem = error }
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: break
            default: problem = failure(result)
            }
        }
        if let problem { throw problem }
    }

    func hasTable(_ name: String) throws -> Bool {
        var statement = SQLStatement(.postgres, "SELECT (to_regclass(")
        statement.append("\(statement.add(.text(name)))) IS NOT NULL)::int")
        var isThere = false
        try rows(statement) { isThere = $0.flag(0) ?? false }
        return isThere
    }

    private func run(_ text: String) throws { try rows(SQLStatement(.postgres, text)) { _ in } }

    /// Whether there is a recording, and one that is understood.
    private func check() throws {
        guard try hasTable("evcam_schema"), try hasTable("tasks") else {
            for table in ["celery_monitor_taskstate", "djcelery_taskstate"] where try hasTable(table) {
                throw RecordingError(
                    "\(name) has Django's table \(table), which evcam writes, but does not read; look at it with "
                        + "Django's admin",
                    kind: .unreadable)
            }
            throw RecordingError(
                "there is no recording in \(name): no table evcam_schema in its search_path; is it another database, "
                    + "or another schema (?options=-csearch_path%3DNAME)?",
                kind: .unreadable)
        }
        var version: Int64 = 0
        try rows(SQLStatement(.postgres, "SELECT max(version) FROM evcam_schema")) { version = $0.integer(0) ?? 0 }
        guard version <= Self.newestSchema else {
            throw RecordingError(
                "\(name) was recorded by a newer evcam: its schema is \(version), and this evcam knows up to "
                    + "\(Self.newestSchema); read it with that evcam",
                kind: .unreadable)
        }
    }

    /// Why a statement failed.
    private func failure(_ result: OpaquePointer?) -> RecordingError {
        let code = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "C"))) }.map { String(cString: $0) }
        let text = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "M"))) } ?? PQerrorMessage(connection)
        let message = Self.line(text.map { String(cString: $0) } ?? "no reason was given")
        switch code {
        case "42501":
            return RecordingError(
                "cannot read \(name): \(message); GRANT SELECT on its tables to this user", kind: .unavailable)
        case "57014", "57P01", "57P02", "57P03":
            return RecordingError("\(name) ended the reading: \(message)", kind: .unavailable)
        case nil: return RecordingError("lost the connection to \(name): \(message)", kind: .unavailable)
        default: return RecordingError("cannot read \(name): \(message)")
        }
    }

    /// Why nobody let us in.
    private static func refusal(_ connection: OpaquePointer, _ name: String) -> RecordingError {
        var message = line(PQerrorMessage(connection).map { String(cString: $0) } ?? "no reason was given")
        if let password = PQpass(connection).map({ String(cString: $0) }), password.count > 3 {
            message = message.replacing(password, with: "**")
        }
        let remedy =
            if message.contains("password") {
                "; give the password in the URL, in PGPASSWORD or in ~/.pgpass"
            } else if message.contains("does not exist") {
                "; `psql -l` lists databases, `\\du` in psql users"
            } else if message.contains("no pg_hba.conf entry") {
                "; let this user in from here in the server's pg_hba.conf"
            } else {
                "; is a server there, and does it listen at that address?"
            }
        return RecordingError("cannot connect to \(name): \(message)\(remedy)", kind: .unavailable)
    }

    /// libpq's lines as one, without their repetition of the address.
    private static func line(_ message: String) -> String {
        let lines = message.split(separator: "\n").map { line in
            line.split(separator: "FATAL:  ", maxSplits: 1).last.map(String.init) ?? String(line)
        }.filter { !$0.hasPrefix("\tIs the server running") }
        return lines.map { $0.filter { $0 != "\t" } }.joined(separator: ": ")
    }
}
