// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import Threads

/// The ``RecordFile`` of a tape, for the intake, which changes it, and the thread, which brings it to the disk.
final class TapeMemory: Sendable {
    private let file: Monitor<RecordFile>
    private let logger: Logger

    /// Opens the file of a tape's folder.
    init(_ folder: SegmentFolder, logger: Logger) throws(SourceError) {
        file = Monitor(try RecordFile(path: folder.path + "/.state"))
        self.logger = logger
    }

    /// What is written there; nil if nothing is that is whole.
    var record: TapeRecord? { file.withLock { $0.record } }
    /// Whether there was something that is not whole.
    var isDamaged: Bool { file.withLock { $0.isDamaged } }

    /// Writes the record that a start begins with, and sees to it that later ones need no space.
    func begin(_ record: TapeRecord) throws(SourceError) {
        let failure = attempt { file throws(SourceError) in
            try file.allocate()
            try file.replace(record)
        }
        if let failure { throw failure }
        if let code = settle() { throw .tape("write", "the tape's `.state`", code) }
    }

    /// The recording goes on after the tape has stopped.
    func goBeyond() {
        change { $0.isBeyond = true }
        if let code = settle() { logger.error("\(SourceError.tape("write", "the tape's `.state`", code))") }
    }

    /// Replaces the record.
    func replace(_ record: TapeRecord) { change { $0 = record } }

    /// Replaces the cursors; cameras that are not named are forgotten.
    func store(cursors: [(String, UInt64)]) {
        change { $0.cursors = cursors.map { ($0, $1) } }
    }

    /// Brings what was written to the disk; nil, or why that failed.
    func settle() -> Int32? {
        guard let unsettled = file.withLock({ $0.isDirty ? $0.unsettled : nil }) else { return nil }
        // Without the lock: the intake must not wait for the disk.
        guard fdatasync(unsettled.descriptor) == 0 else { return errno }
        file.withLock { $0.settle(unsettled.sequence) }
        return nil
    }

    private func change(_ body: (inout TapeRecord) -> Void) {
        let failure = attempt { file throws(SourceError) in
            guard var record = file.record else { return }
            let before = record
            body(&record)
            if record != before { try file.replace(record) }
        }
        if let failure { logger.error("\(failure)") }
    }

    private func attempt(_ body: (RecordFile) throws(SourceError) -> Void) -> SourceError? {
        file.withLock { file in
            do throws(SourceError) {
                try body(file)
                return nil
            } catch {
                return error
            }
        }
    }
}
