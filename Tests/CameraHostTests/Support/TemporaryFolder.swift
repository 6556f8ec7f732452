// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A folder that goes away with the test, its links resolved, writable by us alone.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/evcam-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
        let resolved = realpath(folder, nil)
        path = resolved.map { String(cString: $0) } ?? folder
        free(resolved)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, and the folders above it.
    @discardableResult
    func write(_ name: String, _ bytes: some Sequence<UInt8> = [], mode: Int = 0o644) throws -> String {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        try setMode(name, mode)
        return file
    }

    func setMode(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/" + name)
    }

    /// The lines of a file; none if it is not there.
    func lines(_ name: String) -> [String] {
        // Not Foundation's: it leaks a page when the file is empty, which the leak checker rightly reports.
        let file = open(path + "/" + name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = read(file, &part, part.count), count > 0 { bytes += part[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
