// SPDX-License-Identifier: Apache-2.0

/// One file of a recording, read line by line; plain or gzip by its first bytes, whatever its name.
final class RecordingFile {
    /// The path, or "standard input".
    let name: String
    /// The line that ``next()`` returned last.
    var lineNumber: UInt64 { lines.lineNumber }

    private let file: FileReader
    private var reader: (any ByteReader)?
    private var lines: LineReader

    /// Opens `path`; "-" is the standard input.
    init(path: String, lineLimit: Int, readSize: Int, doorbell: Doorbell) throws {
        name = path == "-" ? "standard input" : path
        file = try FileReader(path: path, doorbell: doorbell)
        lines = LineReader(limit: lineLimit, readSize: readSize)
    }

    /// Milliseconds that ``fill()`` waits at most; -1: without end.
    var patience: Int32 {
        get { file.patience }
        set { file.patience = newValue }
    }

    /// The next line in memory.
    func next() -> LineReader.Line { lines.next() }

    /// Lets ``next()`` return its last line once more.
    func putBack() { lines.putBack() }

    /// Reads more lines into memory.
    func fill() throws -> ReadResult {
        guard let reader = try reader ?? chooseReader() else { return .interrupted }
        return try lines.fill(from: reader)
    }

    private func chooseReader() throws -> (any ByteReader)? {
        guard let isCompressed = try file.isCompressed() else { return nil }
        reader = isCompressed ? try GzipReader(file) : file
        return reader
    }
}
