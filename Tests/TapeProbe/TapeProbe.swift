// SPDX-License-Identifier: Apache-2.0

import EventSources
import Glibc
import Logging

/// A process that records to a tape and can be killed: what the tests of `Tape` start.
///
///     TapeProbe write DIR SYNC SEGMENT_BYTES [FILE_LIMIT]   numbered messages without end, or until the tape stops
///     TapeProbe hold DIR                                    holds the tape until its input ends
@main
struct TapeProbe {
    static func main() {
        do {
            try run()
        } catch {
            say("refused: \(error)")
            exit(1)
        }
    }

    private static func run() throws {
        let arguments = CommandLine.arguments
        switch (arguments.dropFirst().first, arguments.count) {
        case ("write", 5...):
            if let limit = arguments.dropFirst(5).first.flatMap(UInt.init) {
                // A file's limit fails a write as a full disk does, for this process only.
                signal(SIGXFSZ, SIG_IGN)
                var limits = rlimit(rlim_cur: limit, rlim_max: limit)
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits)
            }
            var settings = TapeSettings(path: arguments[2])
            settings.sync = Double(arguments[3]) ?? 0.1
            settings.segmentBytes = Int(arguments[4]) ?? 1 << 20
            try write(settings)
        case ("hold", 3):
            let tape = try Tape(TapeSettings(path: arguments[2]), epoch: "probe", logger: logger)
            say("holding \(tape.revision)")
            while readLine() != nil {}
            tape.close()
        default: exit(64)
        }
    }

    private static var logger: Logger { Logger(label: "probe") { SwiftLogNoOpLogHandler($0) } }

    private static func write(_ settings: TapeSettings) throws {
        let tape = try Tape(settings, epoch: "probe", logger: logger)
        let batch = MessageBatch()
        var revision = tape.revision
        var synced: UInt64 = 0
        say("from \(revision)")
        while !tape.hasStopped {
            batch.removeAll()
            // Groups of all sizes: a group has as many messages as its first one's number says.
            for _ in 0...(revision % 61) {
                revision += 1
                Self.append(revision, to: batch)
            }
            for message in batch.messages { tape.append(message, of: batch, isDecodable: true) }
            tape.commit(revision: revision)
            if tape.syncedRevision != synced {
                synced = tape.syncedRevision
                say("synced \(synced)")
                tape.store(cursors: [("camera", synced)])
            }
        }
        say("stopped \(tape.revision)")
        tape.close()
    }

    /// A message whose body says its number, followed by up to 900 bytes that depend on it.
    private static func append(_ number: UInt64, to batch: MessageBatch) {
        let padding = String(repeating: "x", count: Int(number &* 2_654_435_761 >> 7 % 900))
        var text = "{\"n\":\(number),\"padding\":\"\(padding)\"}"
        var message = MessageBatch.Message(
            bytes: text.withUTF8 { batch.copy(UnsafeRawBufferPointer($0)) }, format: .body)
        var type = "application/json"
        message.contentType = type.withUTF8 { batch.copy(UnsafeRawBufferPointer($0)) }
        message.received = 1_795_415_286 + Double(number) / 1000
        batch.messages.append(message)
    }

    /// A line to whoever has started it.
    private static func say(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = Glibc.write(STDOUT_FILENO, line, line.count)
    }
}
