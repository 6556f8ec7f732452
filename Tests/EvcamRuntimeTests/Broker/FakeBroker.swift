// SPDX-License-Identifier: Apache-2.0
import EventSources
import Threads

/// Brokers that answer what they are told to, by host.
final class FakeBroker: Sendable {
    struct Record {
        var commands: [ControlCommand] = []
        var open = 0
    }

    let record = Monitor(Record())
    let replies: [ControlReply]
    let unreachable: Set<String>
    let refusing: Set<String>

    init(replies: [ControlReply] = [], unreachable: Set<String> = [], refusing: Set<String> = []) {
        self.refusing = refusing
        self.replies = replies
        self.unreachable = unreachable
    }

    var connect: BrokerReader.Connect {
        { [self] url, _ throws(BrokerError) in
            if unreachable.contains(url.host) { throw BrokerError(.unreachable, "nobody listens") }
            record.withLock { $0.open += 1 }
            return Connection(url, self)
        }
    }

    private final class Connection: BrokerConnection {
        let peer: String
        let oversized: UInt64 = 0
        private let host: String
        private let broker: FakeBroker

        init(_ url: BrokerURL, _ broker: FakeBroker) {
            peer = url.masked
            host = url.host
            self.broker = broker
        }

        init(_ url: BrokerURL, _ settings: BrokerSettings) throws(BrokerError) {
            throw BrokerError(.local, "made by its broker only")
        }

        func takeNotices() -> [String] { ["it is short of memory"] }
        func checkRights() throws(BrokerError) -> [RightsFinding] {
            [RightsFinding(.fine, "the queue may be declared")]
                + (broker.refusing.contains(host) ? [RightsFinding(.refused, "the queue may not be read")] : [])
        }
        func keepAlive() throws(BrokerError) {}
        func subscribe() throws(BrokerError) -> UInt64 { 0 }
        func receive(into batch: MessageBatch, maxBytes: Int, timeout: Double) throws(BrokerError) -> Bool { false }
        func acknowledge(through tag: UInt64) throws(BrokerError) {}
        func broadcast(_ command: ControlCommand) throws(BrokerError) {}
        func close() { broker.record.withLock { $0.open -= 1 } }

        func call(_ command: ControlCommand, timeout: Double) throws(BrokerError) -> [ControlReply] {
            broker.record.withLock { $0.commands.append(command) }
            return broker.replies
        }
    }
}
