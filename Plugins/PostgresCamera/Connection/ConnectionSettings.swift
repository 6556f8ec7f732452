// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL
import CameraKit

/// Which server to connect to, and as whom.
struct ConnectionSettings {
    /// As libpq takes them: later ones win over earlier ones.
    let words: [(keyword: String, value: String)]
    /// The database at its server, for messages: no password in it.
    let place: String
    /// The role.
    let user: String
    /// The database.
    let database: String
    /// How long to try to connect.
    let timeout: Duration
    /// Texts that no message may show.
    private let secrets: [String]

    /// Reads the URL; what it leaves out comes from PG* variables, as with psql.
    init(url: String?, password: String?) throws(CameraError) {
        var parsed: [String: String] = [:]
        if let url { parsed = try Self.parse(url) }
        // Dead peers are to be noticed in seconds, not hours.
        var words = [
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"), ("fallback_application_name", "evcam"),
        ]
        if let url { words.append(("dbname", url)) }
        if let password { words.append(("password", password)) }
        words.append(("client_encoding", "UTF8"))
        self.words = words
        let defaults = Self.defaults()
        func value(_ keyword: String) -> String { parsed[keyword] ?? defaults[keyword] ?? "" }
        user = value("user")
        database = value("dbname").isEmpty ? user : value("dbname")
        let hosts = [value("host"), value("hostaddr")].first { !$0.isEmpty } ?? "its local socket"
        place = "database \(database) at \(hosts)" + (hosts.hasPrefix("its") ? "" : ":\(value("port"))")
        let seconds = Int(value("connect_timeout")) ?? 0
        let hostCount = hosts.split(separator: ",").count
        timeout = .seconds((seconds > 0 ? max(2, seconds) : 5) * max(1, hostCount))
        secrets = [url, parsed["password"], parsed["sslpassword"], password].compactMap(\.self).filter { !$0.isEmpty }
    }

    /// A message of libpq's without what is secret.
    func clean(_ text: String) -> String {
        var text = text
        for secret in secrets {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
        }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func parse(_ url: String) throws(CameraError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            let cause = message.map { String(cString: $0) } ?? "out of memory"
            PQfreemem(message)
            // libpq quotes what it could not read, which may be a password.
            let shown = url.contains("@") || url.contains("password") ? "" : ": \(cause.filter { !$0.isNewline })"
            throw .config(
                "option `url` is no URL that libpq understands\(shown); write postgresql://USER@HOST:5432/DATABASE, and "
                    + "what is special in its parts as %XX")
        }
        defer { PQconninfoFree(options) }
        return values(options)
    }

    private static func defaults() -> [String: String] {
        guard let options = PQconndefaults() else { return [:] }
        defer { PQconninfoFree(options) }
        return values(options)
    }

    private static func values(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }
}
