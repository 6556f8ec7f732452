// SPDX-License-Identifier: Apache-2.0
import EventSources

/// Remote control of workers, as `celery control` and `celery inspect` do it.
package struct WorkerControl {
    /// What came of a command.
    package struct Outcome {
        /// The answers in the order they came.
        package var replies: [ControlReply]
        /// Nodes that were meant by name and did not answer.
        package var missing: [String]
    }

    /// Sends a command and gathers the answers.
    /// - Parameters:
    ///   - command: what is asked, and of whom.
    ///   - settings: where the brokers are; the first that can be reached will do.
    ///   - timeout: seconds for the answers.
    ///   - connect: makes one connection.
    /// - Returns: who answered what, and who did not.
    /// - Throws: ``BrokerError``.
    package static func call(
        _ command: ControlCommand, _ settings: BrokerSettings, timeout: Double,
        connect: BrokerReader.Connect = BrokerConnectors.connect
    ) throws(BrokerError) -> Outcome {
        let connection = try BrokerConnectors.connectToAny(settings, connect)
        defer { connection.close() }
        let replies = try connection.call(command, timeout: timeout)
        let nodes = Set(replies.map(\.node))
        return Outcome(replies: replies, missing: command.destination.filter { !nodes.contains($0) })
    }
}

extension WorkerControl.Outcome {
    /// For people, as Celery prints it: a line for the node, and its answer below.
    package var text: String {
        replies.map { reply in
            let (isOK, answer) = Self.answer(reply)
            return "->  \(Self.shown(reply.node)): \(isOK ? "OK" : "ERROR")\n        \(Self.shown(answer))\n"
        }.joined()
    }

    /// One JSON object on a line, by node.
    package var json: String {
        let members = replies.map { reply in
            var name = ASCIIJSON()
            name.value(reply.node)
            return String(decoding: name.bytes, as: UTF8.self) + ": " + reply.reply.replacing("\n", with: " ")
        }
        return "{" + members.joined(separator: ", ") + "}\n"
    }

    /// Whether a node answered that it could not.
    package var hasErrors: Bool { replies.contains { !Self.answer($0).isOK } }

    private static func answer(_ reply: ControlReply) -> (isOK: Bool, text: String) {
        guard case .object(let members) = JSONTree(reply.reply), let first = members.first else {
            return (true, reply.reply)
        }
        let answer = members.first { $0.name == "ok" || $0.name == "error" } ?? first
        guard case .string(let text) = answer.value else {
            var bytes: [UInt8] = []
            PythonText.repr(answer.value, to: &bytes)
            return (answer.name != "error", String(decoding: bytes, as: UTF8.self))
        }
        return (answer.name != "error", text)
    }

    /// What workers say goes to a terminal.
    private static func shown(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars { shown.unicodeScalars.append(DiagnosticRenderer.printable(scalar)) }
        return shown
    }
}
