// SPDX-License-Identifier: Apache-2.0

import CZlib
import CameraKit
import Glibc

/// The files that a line file was before: `PATH.20260102T030405.678Z`, with `.gz` behind it once compressed.
///
/// The time is that of the snapshot which found the file full, so that a replay makes the same names; it sorts.
struct RotatedFiles {
    private let folder: String
    private let name: String

    init(of path: String) { (folder, name) = Self.split(path) }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }

    /// A name for the file full at `time`, later than all there are; nil if the calendar has none.
    func newPath(at time: Double) throws -> String? {
        let taken = Set(try list().map(\.stamp))
        for milliseconds in 0..<100_000 {
            guard let stamp = UTCTime(time + Double(milliseconds) / 1000)?.compact else { return nil }
            if !taken.contains(stamp) { return "\(folder)/\(name).\(stamp)" }
        }
        return nil
    }

    /// A rotated file, or what an interrupted compression left of one.
    struct Entry {
        var path: String
        var stamp: String
        var suffix: String
    }

    /// All of them, oldest first.
    ///
    /// Files with other names are none of ours.
    func list() throws -> [Entry] {
        guard let directory = opendir(folder) else { throw FileError("list", folder) }
        defer { closedir(directory) }
        var entries: [Entry] = []
        while let item = readdir(directory) {
            let file = withUnsafeBytes(of: &item.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard file.hasPrefix(name + ".") else { continue }
            let rest = file.dropFirst(name.count + 1)
            let stamp = String(rest.prefix(20))
            let suffix = String(rest.dropFirst(20))
            guard Self.isStamp(stamp), ["", ".gz", ".gz.tmp"].contains(suffix) else { continue }
            entries.append(Entry(path: "\(folder)/\(file)", stamp: stamp, suffix: suffix))
        }
        return entries.sorted { ($0.stamp, $0.suffix) < ($1.stamp, $1.suffix) }
    }

    private static func isStamp(_ text: String) -> Bool {
        text.utf8.count == 20
            && zip(text.utf8, "00000000T000000.000Z".utf8).allSatisfy { byte, pattern in
                pattern == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == pattern
            }
    }

    /// Deletes what is beyond the newest `count` or older than `age` seconds at `now`; answers how many went.
    func delete(keepingNewest count: Int?, notOlderThan age: Double?, at now: Double) throws -> Int {
        let entries = try list()
        let stamps = Array(Set(entries.map(\.stamp))).sorted()
        var doomed = Set(stamps.dropLast(count ?? stamps.count))
        if let age, let oldest = UTCTime(now - age)?.compact { doomed.formUnion(stamps.filter { $0 < oldest }) }
        for entry in entries where doomed.contains(entry.stamp) {
            guard unlink(entry.path) == 0 || errno == ENOENT else { throw FileError("delete", entry.path) }
        }
        return doomed.count
    }

    /// Compresses what is not compressed yet, oldest first, until `isCancelled`; the rest waits for the next time.
    func compress(isCancelled: () -> Bool) throws {
        for entry in try list() {
            switch entry.suffix {
            case ".gz.tmp": unlink(entry.path)
            case "": if try !compress(entry.path, isCancelled: isCancelled) { return }
            default: break
            }
        }
    }

    /// Answers false when cancelled.
    private func compress(_ path: String, isCancelled: () -> Bool) throws -> Bool {
        let temporary = path + ".gz.tmp"
        let input = open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw FileError("read", path) }
        defer { close(input) }
        let output = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard output >= 0 else { throw FileError("make", temporary) }
        var isDone = false
        defer { if !isDone { unlink(temporary) } }
        guard let archive = gzdopen(output, "wb6") else {
            close(output)
            throw FileError("compress", path, code: ENOMEM)
        }
        var isClosed = false
        defer { if !isClosed { gzclose(archive) } }
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            if isCancelled() { return false }
            let count = read(input, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", path) }
            if count == 0 { break }
            guard gzwrite(archive, chunk, UInt32(count)) == Int32(count) else { throw FileError("write", temporary) }
        }
        // The original goes: what replaces it must be on the disk.
        guard gzflush(archive, Z_FINISH) == Z_OK, fdatasync(output) == 0 else { throw FileError("write", temporary) }
        isClosed = true
        guard gzclose(archive) == Z_OK else { throw FileError("write", temporary) }
        guard rename(temporary, path + ".gz") == 0 else { throw FileError("rename", temporary) }
        isDone = true
        guard unlink(path) == 0 else { throw FileError("delete", path) }
        return true
    }
}
