// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// Records workers and tasks in an SQLite database.
public final class SQLiteCamera: Camera {
    /// The camera's id, options and wants.
    public static let description = CameraDescription(
        id: "sqlite", version: "0.1.0", summary: "records workers and tasks in an SQLite database", author: "evcam",
        license: "Apache-2.0")

    /// How long a cleanup may hold the camera up, and what comes after a shutter at most: seconds.
    private static let cleanupSeconds = 0.5
    /// Of the time since the last shutter, how much goes into what a cleanup has left.
    private static let cleanupShare = 0.25

    private let host: Host
    private let configuration: SQLiteConfiguration
    private var lock: WriterLock?
    private var recording: OpenRecording?
    private var lastShutter = MonotonicClock.now()
    private var deleted = 0

    /// Reads the options.
    public init(configuration: SQLiteConfiguration, host: Host) throws {
        self.host = host
        self.configuration = configuration
        guard configuration.schema == .evcam || !configuration.history else {
            throw CameraError.config(
                "option `history` is for evcam's own tables: leave it out or set option `schema` to evcam")
        }
    }

    /// Opens the file, makes its tables or brings them up to date.
    public func start() throws {
        do {
            _ = try opened()
        } catch let error as DatabaseError where error.isConfiguration {
            throw CameraError.config(error.description)
        } catch let error as FileError where error.isConfiguration {
            throw CameraError.config(error.description)
        }
    }

    /// Writes what changed, in one transaction; then goes on with a cleanup that has something left.
    public func shutter(_ snapshot: SnapshotView) throws {
        try using { recording in
            try recording.database.transaction { try recording.writer.write(snapshot) }
            for (name, value) in recording.writer.figures { host.metric(name, value) }
            if let warning = recording.writer.warning() { host.log(.warning, warning) }
            cleanUp(recording)
        }
    }

    /// Deletes what is older than `keep` says, for a while: what is left goes after the next shutters.
    public func cleanup(_ cleanup: Cleanup) throws -> Int {
        try using { recording in
            try recording.cleaner.plan(recording.writer.deletions(at: cleanup.now, ages: configuration.keep))
            try recording.cleaner.work(seconds: Self.cleanupSeconds) { host.isCancelled }
            return report(recording)
        }
    }

    /// Closes the file.
    public func stop() {
        recording = nil
        lock = nil
    }

    private func using<R>(_ work: (OpenRecording) throws -> R) throws -> R {
        if let recording, recording.database.isReplaced {
            host.log(.warning, "\(configuration.path) was moved or deleted; going on with a new one")
            // SQLite keeps the log of a file that has moved, and would leave out what only stands there.
            recording.database.checkpoint(waits: true)
            stop()
        }
        do {
            return try work(try opened())
        } catch let error as DatabaseError where error.endsConnection {
            recording = nil
            throw error
        } catch CameraError.config(let text) {
            // What was right at the start may be right again.
            throw CameraError.retry(text)
        }
    }

    private func opened() throws -> OpenRecording {
        if let recording { return recording }
        let path = try RecordingPath.resolve(configuration.path)
        if lock == nil { lock = try WriterLock(for: path) }
        let opened = try OpenRecording(path, configuration) { [host] in host.isCancelled }
        recording = opened
        return opened
    }

    /// A failure here costs disk space until the next cleanup, never a shutter.
    private func cleanUp(_ recording: OpenRecording) {
        let now = MonotonicClock.now()
        let share = (now - lastShutter) * Self.cleanupShare
        lastShutter = now
        guard recording.cleaner.hasWork else { return }
        do {
            try recording.cleaner.work(seconds: min(share, Self.cleanupSeconds)) { host.isCancelled }
        } catch {
            recording.cleaner.giveUp()
            host.log(.warning, "\(error); old rows stay until the next cleanup")
        }
        lastShutter = MonotonicClock.now()
    }

    private func report(_ recording: OpenRecording) -> Int {
        let rows = recording.cleaner.takeReport()
        deleted += rows
        host.metric("deleted", Double(deleted))
        return rows
    }
}
