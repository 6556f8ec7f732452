// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// Appends one JSON object per line to a file: a header for each snapshot, then what changed.
public final class JSONLinesCamera: Camera {
    /// The camera's id, options and wants.
    public static let description = CameraDescription(
        id: "jsonl", version: "0.1.0", summary: "appends a JSON line for each changed task and worker to a file",
        author: "evcam", license: "Apache-2.0")

    private let host: Host
    private let file: LineFile
    private let rotated: RotatedFiles
    private let rotateSize: Int
    private let rotateAge: Double?
    private let keepAge: Double?
    private let keepFiles: Int?
    private let compresses: Bool

    private var buffer = JSONBuffer()
    /// `taken_at` of the file's first snapshot.
    private var firstTakenAt: Double?
    /// The newest snapshot that stands whole in the file.
    private var written: (epoch: String, revision: UInt64)?

    /// Reads the options.
    public init(configuration: JSONLinesConfiguration, host: Host) {
        self.host = host
        file = LineFile(path: configuration.path, syncsData: configuration.sync == .data)
        rotated = RotatedFiles(of: configuration.path)
        rotateSize = configuration.rotateSize.bytes
        rotateAge = configuration.rotateAge.map { $0 / .seconds(1) }
        keepAge = configuration.keep.map { $0 / .seconds(1) }
        keepFiles = configuration.keepFiles.map { max(0, $0) }
        compresses = configuration.gzip
    }

    /// Opens the file and repairs what a kill left torn.
    public func start() throws {
        do {
            try open()
        } catch let error as FileError where error.isConfiguration {
            throw CameraError.config(error.description)
        }
    }

    /// Appends the snapshot's lines, all or none.
    public func shutter(_ snapshot: SnapshotView) throws {
        if file.isOpen, file.isReplaced {
            host.log(.warning, "\(file.path) was moved or deleted; going on with a new one")
            file.close()
        }
        if !file.isOpen { try open() }
        buffer.reset()
        let lines = SnapshotLines(writtenRevision: revisionInFile(before: snapshot)).append(snapshot, to: &buffer)
        let hasRotated = try rotateIfDue(at: snapshot.takenAt)
        try file.append(buffer.bytes)
        if firstTakenAt == nil { firstTakenAt = snapshot.takenAt }
        written = snapshot.epoch.map { (String($0), snapshot.revision) }
        host.metric("lines", Double(lines + 1))
        host.metric("bytes", Double(buffer.count))
        if hasRotated { compressRotated() }
    }

    /// Deletes rotated files past `keep` and `keep_files`.
    public func cleanup(_ cleanup: Cleanup) throws -> Int {
        compressRotated()
        return try rotated.delete(keepingNewest: keepFiles, notOlderThan: keepAge, at: cleanup.now)
    }

    /// Closes the file.
    public func stop() { file.close() }

    private func open() throws {
        let state = try file.open()
        firstTakenAt = state.firstTakenAt
        written = nil
        if state.tornBytes > 0 {
            host.log(.warning, "cut a torn last line off \(file.path)", ["bytes": .int(state.tornBytes)])
        }
        guard let header = state.lastHeader else { return }
        if state.lastLines < header.lines {
            host.log(
                .warning, "the last snapshot in \(file.path) was cut short: what it lacks was not confirmed",
                ["lines": .int(state.lastLines), "of": .int(header.lines), "revision": "\(header.revision)"])
        } else if let epoch = header.epoch {
            written = (epoch, header.revision)
        }
    }

    /// Up to which revision the file holds what the snapshot brings again; 0: it brings nothing again.
    ///
    /// It does when a kill came between writing and confirming.
    private func revisionInFile(before snapshot: SnapshotView) -> UInt64 {
        guard let written, let epoch = snapshot.epoch, String(epoch) == written.epoch, !snapshot.isFullResync,
            snapshot.baseRevision < written.revision
        else { return 0 }
        return written.revision
    }

    private func rotateIfDue(at time: Double) throws -> Bool {
        let size = try file.size()
        guard size > 0 else {
            firstTakenAt = nil
            return false
        }
        let age = firstTakenAt.map { time - $0 } ?? 0
        guard buffer.count > rotateSize - size || age >= rotateAge ?? .infinity,
            let name = try rotated.newPath(at: time)
        else { return false }
        try file.rotate(to: name)
        firstTakenAt = nil
        return true
    }

    /// A failure here costs disk space, never a shutter.
    private func compressRotated() {
        guard compresses else { return }
        do {
            try rotated.compress(isCancelled: { host.isCancelled })
        } catch {
            host.log(.warning, "\(error); it stays uncompressed until the next cleanup")
        }
    }
}
