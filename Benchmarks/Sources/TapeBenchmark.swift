// SPDX-License-Identifier: Apache-2.0
import EventSources
import Glibc
import Logging

/// Writes a recording to a tape as the intake does, and reads it again.
struct TapeBenchmark {
    let path: String
    let folder: String
    /// Messages that arrive together.
    let groupSize: Int

    func run() throws {
        try write()
        try read()
    }

    private func write() throws {
        let source = try ReplaySource(path: path) { _, _ in }
        let lines = MessageBatch()
        let tape = try Tape(
            TapeSettings(path: folder), epoch: "benchmark", logger: Logger(label: "tape") { SwiftLogNoOpLogHandler($0) }
        )
        var messages = 0.0
        var bodies = 0.0
        var append = 0.0
        var commit = 0.0
        var pauses: [Double] = []
        var revision: UInt64 = 0
        let start = Clock.wall
        var reading = 0.0
        while true {
            let before = Clock.wall
            let status = try source.receive(into: lines, maxMessages: groupSize, maxBytes: 1 << 20)
            let batch = Self.messages(of: lines)
            reading += Clock.wall - before
            guard status == .messages else { break }
            let first = Clock.cpu
            for message in batch.messages { tape.append(message, of: batch, isDecodable: true) }
            let second = Clock.cpu
            revision += UInt64(batch.messages.count)
            tape.commit(revision: revision)
            commit += Clock.cpu - second
            append += second - first
            let pause = Clock.wall
            if Int(messages) / 100_000 != (Int(messages) + batch.messages.count) / 100_000 {
                tape.sync()
                pauses.append(Clock.wall - pause)
            }
            messages += Double(batch.messages.count)
            bodies += Double(batch.messages.reduce(0) { $0 + $1.bytes.length })
        }
        tape.sync()
        let wall = Clock.wall - start - reading
        let bytes = Double(tape.extent.bytes)
        tape.close()
        report("messages", messages)
        report("body_bytes", bodies / messages)
        report("tape_bytes", bytes / messages)
        report("append_ns", append / messages * 1e9)
        report("commit_ns", commit / messages * 1e9)
        report("write_mb_per_second", bytes / wall / 1e6)
        report("sync_ms", pauses.median * 1e3)
    }

    private func read() throws {
        let reader = try TapeReader(path: folder) { print($1) }
        let batch = MessageBatch()
        var messages = 0.0
        var bytes = 0.0
        let start = Clock.wall
        while try reader.receive(into: batch, maxMessages: 1024, maxBytes: 1 << 20) == .messages {
            messages += Double(batch.messages.count)
            bytes += Double(batch.byteCount)
        }
        let wall = Clock.wall - start
        report("read_ns", wall / messages * 1e9)
        report("read_mb_per_second", bytes / wall / 1e6)
    }

    /// The bodies of a recording's lines as a broker would bring them.
    private static func messages(of lines: MessageBatch) -> MessageBatch {
        let batch = MessageBatch()
        let type: StaticString = "application/json"
        let key: StaticString = "task.multi"
        for line in lines.messages {
            let text = lines[line.bytes]
            guard let start = bodyStart(text) else { continue }
            let body = UnsafeRawBufferPointer(rebasing: text[start..<(text.count - 1)])
            var message = MessageBatch.Message(bytes: batch.copy(body), format: .body)
            message.contentType = batch.copy(
                UnsafeRawBufferPointer(start: type.utf8Start, count: type.utf8CodeUnitCount))
            message.routingKey = batch.copy(UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
            message.received = 1_795_415_286 + Double(batch.messages.count) / 1e4
            batch.messages.append(message)
        }
        return batch
    }

    /// Where the body begins in a line of `make_events.py`, behind a time and a routing key.
    private static func bodyStart(_ line: UnsafeRawBufferPointer) -> Int? {
        let key: StaticString = "\"body\": "
        return (0..<min(200, line.count - 8)).first {
            line.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
                == UnsafeRawPointer(key.utf8Start).loadUnaligned(as: UInt64.self)
        }.map { $0 + 8 }
    }
}
