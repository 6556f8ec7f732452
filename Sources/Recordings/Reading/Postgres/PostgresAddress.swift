// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL
import Glibc

/// Where a database is, in libpq's words, and how it is called without its password.
struct PostgresAddress {
    let url: String
    /// `postgresql://user@host:port/database`.
    let name: String

    /// Whether a text is the URL of a database.
    static func isURL(_ text: String) -> Bool {
        text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    }

    /// Reads a URL; what it leaves open stands in `PG*` variables, as libpq has it.
    init(_ url: String) throws {
        self.url = url
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            let text = message.map { String(cString: $0) } ?? "out of memory"
            PQfreemem(message)
            throw RecordingError(
                "the URL is none that PostgreSQL's library takes: \(Self.withoutQuotations(text)); write "
                    + "postgresql://USER@HOST:PORT/DATABASE",
                kind: .missing)
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        func value(_ keyword: String, _ variable: String) -> String? {
            values[keyword] ?? getenv(variable).map { String(cString: $0) }
        }
        let user = value("user", "PGUSER").map { $0 + "@" } ?? ""
        let port = value("port", "PGPORT").map { ":" + $0 } ?? ""
        let database = value("dbname", "PGDATABASE").map { "/" + $0 } ?? ""
        name = "postgresql://\(user)\(value("host", "PGHOST") ?? "localhost")\(port)\(database)"
    }

    /// libpq quotes what it does not understand, and that may be a piece of a password.
    private static func withoutQuotations(_ message: String) -> String {
        let pieces = message.split(separator: "\"", omittingEmptySubsequences: false)
        let kept = pieces.enumerated().map { $0.offset % 2 == 0 ? String($0.element) : "\"…\"" }.joined()
        return kept.split(separator: "\n").joined(separator: " ")
    }
}
