// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// What the role may do in the database, and what to grant it.
struct Rights {
    let settings: ConnectionSettings
    let connection: ServerConnection

    /// A name as SQL has it.
    static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private var role: String { Self.quoted(settings.user) }

    /// Whether the server takes writes, and there is a schema to write to.
    func checkSchema() throws {
        let rows = try connection.ask("SELECT pg_is_in_recovery(), current_schema()")
        if rows.first == "t" {
            throw ServerError(
                kind: .lost, code: "25006", message: "\(settings.place) is a standby, which takes no writes",
                remedy: "add target_session_attrs=read-write to the URL")
        }
        guard rows.values.first?.last.flatMap(\.self) == nil else { return }
        throw CameraError.config(
            "role \(role) has no schema to write to in \(settings.place): GRANT USAGE, CREATE ON SCHEMA public TO \(role)"
        )
    }

    /// Whether the role may read and write the tables.
    func check(_ tables: [String]) throws {
        let list = tables.map { "('\($0)')" }.joined(separator: ", ")
        let lacking = try connection.ask(
            """
            SELECT t || ' (' || string_agg(p, ', ') || ')' FROM (VALUES \(list)) AS a(t)
            CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS b(p)
            WHERE NOT has_table_privilege(to_regclass(t), p) GROUP BY t ORDER BY t
            """
        ).column
        guard !lacking.isEmpty else { return }
        throw CameraError.config(
            "role \(role) may not do all it must in \(settings.place): \(lacking.joined(separator: ", ")) is missing; as "
                + "the tables' owner: GRANT SELECT, INSERT, UPDATE, DELETE ON \(tables.joined(separator: ", ")) TO \(role)"
        )
    }

    /// Why the tables could not be made.
    func missing(_ error: ServerError) throws -> CameraError {
        let schema = try connection.ask("SELECT current_schema()").first ?? "public"
        return .config(
            "role \(role) may not make tables in \(settings.place): \(error.message); as the database's owner: "
                + "GRANT CREATE ON SCHEMA \(Self.quoted(schema)) TO \(role)")
    }

    /// The remedy of a connection that was refused.
    static func remedy(_ code: String, _ settings: ConnectionSettings) -> String {
        let role = quoted(settings.user)
        let database = quoted(settings.database)
        switch code {
        case "28P01": return "put the password right: `password`, the URL, PGPASSWORD or ~/.pgpass"
        case "28000":
            return "the server's pg_hba.conf must let role \(role) in from here, or the role must exist: "
                + "CREATE ROLE \(role) LOGIN"
        case "3D000": return "CREATE DATABASE \(database) OWNER \(role), or put the URL right"
        case "42501": return "GRANT CONNECT ON DATABASE \(database) TO \(role)"
        default: return ""
        }
    }
}
