// SPDX-License-Identifier: Apache-2.0

/// Turns a server's errors into ours: what it means, and what to do.
struct RedisComplaint {
    private let node: RedisNode

    /// For the errors of this server.
    init(_ node: RedisNode) { self.node = node }

    /// The error for an answer.
    ///
    /// `text`: what the server said, with its code. `command`: what it was asked. `rights`: the words of `ACL SETUSER`
    /// that would allow it; nil: the command's own right.
    func error(_ text: String, to command: String, rights: [String]? = nil) -> BrokerError {
        let code = String(text.prefix { $0 != " " })
        if command == "AUTH", let error = login(text) { return error }
        switch code {
        case "NOAUTH":
            return refusedLogin("it wants a password: redis://:PASSWORD@… or, for a user, redis://USER:PASSWORD@…")
        case "NOPERM": return forbidden(command, rights ?? ["+\(command.lowercased())"])
        case "DENIED":
            return BrokerError(
                .accessRefused,
                "\(node.text) is in protected mode and serves only its own host; give it a password (`requirepass`) "
                    + "or a `bind` address")
        case "LOADING": return unavailable("is still loading its data; it can be followed afterwards")
        case "MASTERDOWN": return unavailable("is a replica without its master; name the master, or use sentinel://")
        case "READONLY": return unavailable("is a replica and takes no writes; name the master, or use sentinel://")
        case "OOM": return unavailable("is out of memory (`maxmemory`) and refuses \(command)")
        case "MISCONF": return unavailable("refuses \(command) because it cannot save its data; see its log")
        case "MOVED", "ASK", "CLUSTERDOWN", "CROSSSLOT":
            return unavailable("is a Redis Cluster (\(code)), which Celery cannot use; name a single server")
        case "BUSY", "TRYAGAIN", "NOREPLICAS", "IDONTKNOW": return unavailable("cannot answer \(command) now: \(text)")
        default: return other(text, command)
        }
    }

    private func other(_ text: String, _ command: String) -> BrokerError {
        if text.hasPrefix("ERR max number of clients") {
            return unavailable("has as many clients as it takes; raise its `maxclients`, or close some")
        }
        if text.hasPrefix("ERR unknown command") {
            let reason = "it has been renamed or disabled (`rename-command`), or this is no Redis"
            return BrokerError(.accessRefused, "\(node.text) knows no command \(command): \(reason)")
        }
        return BrokerError(.protocolError, "\(node.text) answers \(command) with '\(text.prefix(200))'")
    }

    private func login(_ text: String) -> BrokerError? {
        if text.hasPrefix("WRONGPASS") || text.hasPrefix("ERR invalid password") {
            return refusedLogin("user '\(node.userName)' or his password is wrong, or the user is disabled")
        }
        if text.contains("without any password configured") || text.contains("no password is set") {
            return refusedLogin("it has no password for the default user; leave it out of the URL")
        }
        if text.hasPrefix("ERR wrong number of arguments") {
            return refusedLogin("it knows no users (before Redis 6.0); leave the user out: redis://:PASSWORD@…")
        }
        return nil
    }

    private func refusedLogin(_ reason: String) -> BrokerError {
        BrokerError(.authentication, "\(node.text) refuses the login: \(reason)")
    }

    private func forbidden(_ command: String, _ rights: [String]) -> BrokerError {
        let text = "user '\(node.userName)' may not \(command) at \(node.text)"
        return BrokerError(.accessRefused, "\(text); allow it there: \(remedy(rights))")
    }

    /// The command that gives rights to our user, to be pasted in a shell.
    func remedy(_ rights: [String]) -> String {
        ShellWord.line(["redis-cli", "ACL", "SETUSER", node.userName] + rights)
    }

    private func unavailable(_ what: String) -> BrokerError { BrokerError(.unavailable, "\(node.text) \(what)") }
}
