// SPDX-License-Identifier: Apache-2.0
import EventSources
import Synchronization
import Threads

/// A broker that does what a script says, for the logic of reconnecting; real ones are tried elsewhere.
final class ScriptedBroker: Sendable {
    /// What becomes of one try to connect.
    enum Life: Sendable {
        case refused(BrokerError.Kind)
        /// Messages by their texts, then the end for that reason; nil: it stays open.
        case messages([String], end: BrokerError.Kind?)
    }

    struct Record {
        var lives: [Life]
        var hosts: [String] = []
        var acknowledged: [UInt64] = []
        var commands: [ControlCommand] = []
        var closed = 0
        /// How often a connection was kept alive, and when that is to fail, and how.
        var keptAlive = 0
        var diesAt: (Int, BrokerError.Kind)?

        fileprivate mutating func keepAlive() -> BrokerError.Kind? {
            keptAlive += 1
            guard let (count, kind) = diesAt, keptAlive >= count else { return nil }
            return kind
        }
    }

    let record: Monitor<Record>

    init(_ lives: [Life]) { record = Monitor(Record(lives: lives)) }

    func connect(_ url: BrokerURL, _ settings: BrokerSettings) throws(BrokerError) -> any BrokerConnection {
        let life = record.change { record in
            record.hosts.append(url.host)
            return record.lives.isEmpty ? .messages([], end: nil) : record.lives.removeFirst()
        }
        if case .refused(let kind) = life { throw BrokerError(kind, "refused") }
        return ScriptedConnection(url, life, record)
    }
}

final class ScriptedConnection: BrokerConnection {
    let peer: String
    let oversized: UInt64 = 0
    private var texts: [String]
    private let end: BrokerError.Kind?
    private var tag: UInt64 = 0
    private let record: Monitor<ScriptedBroker.Record>

    init(_ url: BrokerURL, _ life: ScriptedBroker.Life, _ record: Monitor<ScriptedBroker.Record>) {
        peer = url.host
        self.record = record
        guard case .messages(let texts, let end) = life else { preconditionFailure("a refused connection") }
        self.texts = texts
        self.end = end
    }

    init(_ url: BrokerURL, _ settings: BrokerSettings) throws(BrokerError) {
        throw BrokerError(.local, "made by its broker only")
    }

    func takeNotices() -> [String] { [] }
    func checkRights() throws(BrokerError) -> [RightsFinding] { [] }
    func keepAlive() throws(BrokerError) {
        if let failure = record.change({ $0.keepAlive() }) { throw BrokerError(failure, "the script ends here") }
    }
    func subscribe() throws(BrokerError) -> UInt64 { 0 }
    func call(_ command: ControlCommand, timeout: Double) throws(BrokerError) -> [ControlReply] { [] }
    func acknowledge(through tag: UInt64) throws(BrokerError) { record.change { $0.acknowledged.append(tag) } }
    func broadcast(_ command: ControlCommand) throws(BrokerError) { record.change { $0.commands.append(command) } }
    func close() { record.change { $0.closed += 1 } }

    func receive(into batch: MessageBatch, maxBytes: Int, timeout: Double) throws(BrokerError) -> Bool {
        guard !texts.isEmpty else {
            if let end { throw BrokerError(end, "the script ends here") }
            _ = record.wait(nanoseconds: UInt64(timeout * 1e9)) { _ in nil as Bool? }
            return false
        }
        var text = texts.removeFirst()
        tag += 1
        let bytes = text.withUTF8 { batch.copy(UnsafeRawBufferPointer($0)) }
        var message = MessageBatch.Message(bytes: bytes, format: .body)
        message.tag = tag
        batch.messages.append(message)
        return true
    }
}
