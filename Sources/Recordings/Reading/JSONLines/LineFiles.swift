// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The files of a jsonl recording: the one that was named, and before it those that it was rotated to
/// (`PATH.20260102T030405.678Z`, with `.gz` once compressed).
struct LineFiles {
    /// An open file.
    final class File {
        let path: String
        let descriptor: Int32

        init(path: String, descriptor: Int32) {
            self.path = path
            self.descriptor = descriptor
        }

        deinit { close(descriptor) }

        var identity: [UInt64] {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return [] }
            return [UInt64(status.st_dev), UInt64(status.st_ino)]
        }
    }

    /// Oldest first.
    let files: [File]

    /// Opens them all at once, so that a rotation meanwhile takes nothing away.
    init(_ path: String, newest: File) throws {
        let (folder, name) = Self.split(path)
        var stamps: [String: String] = [:]
        if let directory = opendir(folder) {
            defer { closedir(directory) }
            while let item = readdir(directory) {
                let file = withUnsafeBytes(of: &item.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard file.hasPrefix(name + ".") else { continue }
                let rest = file.dropFirst(name.count + 1)
                let stamp = String(rest.prefix(20))
                let suffix = rest.dropFirst(20)
                guard Self.isStamp(stamp), suffix.isEmpty || suffix == ".gz" else { continue }
                // Of both only one: a compression ended before it deleted what it compressed.
                if suffix.isEmpty || stamps[stamp] == nil { stamps[stamp] = "\(folder)/\(file)" }
            }
        }
        var files: [File] = []
        var known: Set<[UInt64]> = [newest.identity]
        for (_, path) in stamps.sorted(by: { $0.key < $1.key }) {
            // Compressed or deleted since: a name more or less is no error.
            guard let file = Self.open(path) ?? Self.open(path + ".gz") else { continue }
            if known.insert(file.identity).inserted { files.append(file) }
        }
        self.files = files + [newest]
    }

    /// Standard input, as a file without a name, since it is read more than once.
    static func standardInput() throws -> File {
        var template = Array(((getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/evcam-XXXXXX").utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else {
            throw RecordingError("cannot keep standard input in a file: \(String(cString: strerror(errno)))")
        }
        unlink(template)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw RecordingError("cannot read standard input: \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            var rest = buffer[..<count]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                guard written > 0 else {
                    throw RecordingError(
                        "cannot keep standard input in a file: \(String(cString: strerror(errno))); free space, or set "
                            + "TMPDIR")
                }
                rest = rest.dropFirst(written)
            }
        }
        return File(path: "standard input", descriptor: file)
    }

    static func open(_ path: String) -> File? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        return file >= 0 ? File(path: path, descriptor: file) : nil
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }

    private static func isStamp(_ text: String) -> Bool {
        text.utf8.count == 20
            && zip(text.utf8, "00000000T000000.000Z".utf8).allSatisfy { byte, pattern in
                pattern == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == pattern
            }
    }
}
