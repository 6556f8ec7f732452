import CeleryEvents
import ClusterState
import EvcamRuntime
import EventSources
import Glibc

let arguments = CommandLine.arguments
var options = SnapshotReader.Options()
options.celeryExact = arguments.contains("--celery-exact")
options.clearAfter = arguments.contains("--clear-after")
func number(_ name: String) -> Int? {
    arguments.firstIndex(of: name).flatMap { Int(arguments[$0 + 1]) }
}
options.limits = .init(maxTasks: number("--max-tasks") ?? 10000, maxWorkers: number("--max-workers") ?? 5000)
options.every = UInt64(number("--every") ?? 0)
let reader = SnapshotReader(options) { bytes in
    bytes.withUnsafeBytes { _ = write(1, $0.baseAddress, $0.count) }
}
let decoder = EventDecoder { reader.apply($0) }
let source = try ReplaySource(path: arguments[1], onLoss: { print($0, $1) })
let batch = MessageBatch()
while try source.receive(into: batch, maxMessages: 256, maxBytes: 1 << 20) == .messages {
    for message in batch.messages {
        try batch.withUnsafeBytes(of: message) { _ = try decoder.decodeRecordingLine($0) }
    }
    batch.removeAll()
}
decoder.flush()
reader.finish()
