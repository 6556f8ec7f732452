// SPDX-License-Identifier: Apache-2.0

import EventSources
import Foundation
import TestSupport
import Threads

/// A folder for a tape, and what its log says.
final class TapeStage {
    let folder: TemporaryFolder
    let log = RecordedLog()
    /// What its segments' age is told by.
    var clock: @Sendable () -> Double = { WallClock.now }
    /// What readers complained of.
    private(set) var reports: [String] = []

    /// `inMemory`: on a file system without a disk, for tests that open a tape a thousand times.
    init(inMemory: Bool = false) throws {
        folder = try TemporaryFolder()
        let shared = "/dev/shm/" + (folder.path.split(separator: "/").last ?? "")
        isInMemory = inMemory && mkdir(shared, 0o700) == 0
        path = (isInMemory ? shared : folder.path) + "/tape"
    }

    deinit {
        if isInMemory { try? FileManager.default.removeItem(atPath: String(path.dropLast(5))) }
    }

    let path: String
    private let isInMemory: Bool

    /// Opens the tape to record.
    func open(
        epoch: String = "first", _ change: (inout TapeSettings) -> Void = { _ in }
    ) throws -> Tape {
        var settings = TapeSettings(path: path)
        change(&settings)
        return try Tape(settings, epoch: epoch, logger: log.logger, clock: clock)
    }

    /// Reads it as another process would.
    func read(since: Double = -.infinity, maxMessages: Int = 1024, maxBytes: Int = 1 << 20) throws -> ReadTape {
        let reader = try TapeReader(path: path, since: since) { [unowned self] in reports.append($1) }
        return try ReadTape(reader, maxMessages: maxMessages, maxBytes: maxBytes)
    }

    /// The segments' names.
    var segments: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    /// A segment's bytes; the first one's if none is named.
    func bytes(_ name: String? = nil) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name ?? segments[0])")))
    }

    /// Puts other bytes in a segment's place.
    func replace(_ name: String? = nil, _ bytes: some Sequence<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name ?? segments[0])"))
    }
}
