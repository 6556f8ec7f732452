// SPDX-License-Identifier: Apache-2.0

/// What a server says that it is, by ROLE.
enum RedisRole: Equatable {
    case master
    /// Of the master there.
    case replica(of: String)
    case sentinel
    /// Our user may not ask.
    case unknown

    /// Asks.
    init(of session: RedisSession, deadline: Deadline) throws(BrokerError) {
        let answer = try session.ask("ROLE", deadline: deadline)
        let values = answer.values ?? []
        switch values.first?.string {
        case "master": self = .master
        case "slave", "replica":
            let host = values.count > 1 ? values[1].string : nil
            var port = ""
            if values.count > 2, case .integer(let number) = values[2] { port = ":\(number)" }
            self = .replica(of: (host ?? "another") + port)
        case "sentinel": self = .sentinel
        default: self = .unknown
        }
    }
}
