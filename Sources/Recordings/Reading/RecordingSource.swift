// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Finds out what a recording is, by what is in it.
package enum RecordingSource {
    /// Opens a file of the sqlite or the jsonl camera, `-` (lines of the jsonl camera on standard input), or the
    /// database at a URL of PostgreSQL.
    package static func open(_ text: String) throws -> any Recording {
        if PostgresAddress.isURL(text) {
            return SQLRecording(try PostgresDatabase(text), kind: "postgres")
        }
        if text.contains("://") {
            throw RecordingError(
                "\(text.prefix { $0 != ":" }):// is no recording; evcam query reads files, and postgresql://",
                kind: .missing)
        }
        if text == "-" {
            let file = try LineFiles.standardInput()
            try checkLines(file, "standard input")
            return JSONLinesRecording([file], name: "standard input")
        }
        return try openFile(text)
    }

    private static func openFile(_ path: String) throws -> any Recording {
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileHead.error(path) }
        if status.st_mode & S_IFMT == S_IFDIR { throw FileHead.error(path, code: EISDIR) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw RecordingError("\(path) is no file; - reads lines from standard input", kind: .missing)
        }
        guard let file = LineFiles.open(path) else { throw FileHead.error(path) }
        let head = try FileHead.read(file.descriptor, count: 16, path)
        if head.starts(with: Array("SQLite format 3\0".utf8)) {
            return SQLRecording(try SQLiteDatabase(path), kind: "sqlite")
        }
        let files = try LineFiles(path, newest: file)
        if head.isEmpty {
            // Just rotated, or not written to yet.
            guard files.files.count > 1 else {
                throw RecordingError("\(path) is empty: nothing was recorded yet", kind: .unreadable)
            }
        } else {
            try checkLines(file, path)
        }
        return JSONLinesRecording(files.files, name: path)
    }

    /// Whether a file begins as the jsonl camera's do.
    private static func checkLines(_ file: LineFiles.File, _ name: String) throws {
        var reader = try LineReader(file)
        guard let line = try reader.next()?.bytes else {
            throw RecordingError("\(name) is empty: nothing was recorded yet", kind: .unreadable)
        }
        if JSONLinesRecording.begins(line, with: JSONLinesRecording.snapshotStart) { return }
        let start = String(decoding: line.prefix(4096), as: UTF8.self)
        if start.hasPrefix("{"), start.contains("\"received\""), start.contains("\"body\"") {
            throw RecordingError(
                "\(name) holds events, and no camera's recording of them; record it first: "
                    + "evcam record --replay \(name) --camera sqlite -o path=recording.sqlite",
                kind: .unreadable)
        }
        throw RecordingError(
            "\(name) is no recording: neither a database of the sqlite camera nor lines of the jsonl camera",
            kind: .unreadable)
    }
}
