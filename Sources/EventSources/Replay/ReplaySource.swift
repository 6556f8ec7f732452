// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A recording: NDJSON, plain or gzip, from a file, from standard input ("-"), or from the files of a folder.
///
/// Carriage returns and a byte order mark are passed over, empty lines too, but they count as lines.
package final class ReplaySource: EventSource {
    /// A body of 8 MB in base64, and room for what a line of a recording puts around it.
    package static let defaultLineLimit = 8 << 20 / 3 * 4 + 64 << 10

    package let doorbell: Doorbell
    package private(set) var losses: [SourceLoss: UInt64] = [:]
    package var name: String { file.name }

    private let onLoss: (SourceLoss, String) -> Void
    private let lineLimit: Int
    private let readSize: Int
    private var file: RecordingFile
    private var hasEnded = false
    /// A folder's files that are still to come, last one first.
    private var remaining: [String]

    /// Opens a recording.
    /// - Parameters:
    ///   - path: a file, "-" for the standard input, or a folder, whose files follow each other by name.
    ///   - lineLimit: a line of more bytes is skipped, and never held whole.
    ///   - readSize: bytes to ask the system for at a time.
    ///   - onLoss: told of each loss, with a sentence that names the file and the line; called inside `receive`.
    /// - Throws: ``SourceError`` if there is no such file or it cannot be opened.
    package init(
        path: String,
        lineLimit: Int = ReplaySource.defaultLineLimit,
        readSize: Int = 512 << 10,
        onLoss: @escaping (SourceLoss, String) -> Void
    ) throws {
        self.onLoss = onLoss
        self.lineLimit = lineLimit
        self.readSize = readSize
        doorbell = try Doorbell()
        remaining = try recordingFiles(at: path).reversed()
        guard let first = remaining.popLast() else {
            throw SourceError("the folder '\(path)' has no recording; name a folder with recorded files, or a file")
        }
        file = try RecordingFile(path: first, lineLimit: lineLimit, readSize: readSize, doorbell: doorbell)
    }

    /// Looks whether a recording can be opened, without reading any of it.
    ///
    /// Only a file or a folder is tried: opening a pipe takes it from whom it is for.
    /// - Throws: ``SourceError`` as the initializer does.
    package static func check(path: String) throws {
        var status = stat()
        let isKnown = stat(path, &status) == 0
        guard !isKnown || [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return }
        _ = try ReplaySource(path: path) { _, _ in }
    }

    package func receive(
        into batch: MessageBatch, maxMessages: Int, maxBytes: Int, timeout: Double?
    ) throws -> SourceStatus {
        batch.removeAll()
        file.patience = pollTimeout(timeout)
        while true {
            switch file.next() {
            case .line(let line):
                guard batch.isEmpty || batch.byteCount + line.count <= maxBytes else {
                    file.putBack()
                    return .messages
                }
                batch.append(line, lineNumber: file.lineNumber, format: .recordingLine)
                if batch.messages.count >= maxMessages { return .messages }
            case .tooLong(let length):
                let text = "a line of \(length) bytes is longer than the limit of \(lineLimit) and was skipped"
                lose(.lineTooLong, line: file.lineNumber, text)
            case .none:
                guard batch.isEmpty else { return .messages }
                if let status = try readOn() { return status }
            }
        }
    }

    /// Gets more lines into memory; a status if there are none.
    private func readOn() throws -> SourceStatus? {
        if hasEnded {
            guard let path = remaining.popLast() else { return .ended }
            file = try RecordingFile(path: path, lineLimit: lineLimit, readSize: readSize, doorbell: doorbell)
            hasEnded = false
        }
        switch try file.fill() {
        case .bytes: break
        case .interrupted: return .idle
        case .ended: hasEnded = true
        case .broken(let cause, let text):
            hasEnded = true
            lose(cause, line: file.lineNumber + 1, "\(text); what lies before this line was read")
        }
        return nil
    }

    private func lose(_ cause: SourceLoss, line: UInt64, _ text: String) {
        losses[cause, default: 0] += 1
        onLoss(cause, "\(file.name):\(line): \(text)")
    }
}

/// The files to read for a path: itself, or the visible files of a folder by name.
private func recordingFiles(at path: String) throws -> [String] {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    guard let folder = opendir(path) else { throw SourceError.file("list", path, errno) }
    defer { closedir(folder) }
    var files: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        let file = path + "/" + name
        guard !name.hasPrefix("."), stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
        files.append(file)
    }
    return files.sorted()
}
