// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// Why the server did not do what it was asked to.
struct ServerError: Error, CustomStringConvertible {
    /// What kind of trouble it is.
    enum Kind {
        /// There is no connection to be had.
        case unreachable
        /// The connection broke.
        case lost
        /// The server answered with an error.
        case refused
        /// The call is past its deadline.
        case cancelled
    }

    var kind: Kind
    /// SQLSTATE, five characters; empty: none.
    var code = ""
    /// The server's sentence, or libpq's.
    var message: String
    /// What to do about it; empty: nothing that we know.
    var remedy = ""

    var description: String {
        let cause = code.isEmpty ? message : "\(message) (SQLSTATE \(code))"
        return remedy.isEmpty ? cause : "\(cause); \(remedy)"
    }

    /// Whether only the user can help, at the start: a wrong password, database or role, missing rights, no TLS.
    var isConfiguration: Bool {
        // libpq's own words have no code.
        if kind == .unreachable, code.isEmpty {
            return message.contains("server does not support SSL") || message.hasPrefix("invalid ")
        }
        return code.hasPrefix("28") || code.hasPrefix("42") || code.hasPrefix("3F")
            || ["3D000", "0A000"].contains(code)
    }

    /// Whether writing the same again at once may well succeed: a deadlock or a serialization failure.
    var isPassing: Bool { code == "40001" || code == "40P01" }

    /// Whether it is about a value: the same rows would fail again.
    var isAboutValues: Bool { code.hasPrefix("22") || code == "54000" || code == "54001" || code == "21000" }

    /// Whether the connection is of no use any more, though the server may be: it shuts down, or is a standby now.
    var endsConnection: Bool {
        kind != .refused || code.hasPrefix("57P") || code.hasPrefix("08") || code == "25006" || code == "25P02"
    }

    /// Whether a table is not as it was.
    var isAboutSchema: Bool { code.hasPrefix("42") || code.hasPrefix("3F") }
}

extension ServerError {
    /// What a failed result says.
    init(_ result: OpaquePointer?) {
        func field(_ code: UInt8) -> String {
            PQresultErrorField(result, Int32(code)).map { String(cString: $0) } ?? ""
        }
        self.init(
            kind: .refused, code: field(UInt8(ascii: "C")), message: field(UInt8(ascii: "M")))
        let detail = field(UInt8(ascii: "D"))
        // A detail of a broken constraint shows what stands in the row.
        if !detail.isEmpty, code.hasPrefix("42") || code.hasPrefix("53") || code.hasPrefix("40") {
            message += ": " + detail.split(separator: "\n", maxSplits: 1)[0]
        }
        remedy = Self.remedy(code)
    }

    private static func remedy(_ code: String) -> String {
        switch code {
        case "53100": "free space on the server's disk"
        case "53300": "raise max_connections or the role's connection limit"
        case "57014": "raise `statement_timeout`, or find out who holds locks: SELECT * FROM pg_stat_activity"
        case "25006": "the server is a standby: add target_session_attrs=read-write to the URL"
        default: ""
        }
    }
}
