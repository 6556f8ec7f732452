// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Glibc

/// Where a recording really lies: two names of one file are one recording.
enum RecordingPath {
    /// - Throws: ``CameraError/config(_:)`` for what is no file.
    static func resolve(_ path: String) throws -> String {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw CameraError.config(
                "\(path) is \(status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "no regular file"); option `path` must "
                    + "name a file")
        }
        if let resolved = realpath(path) { return resolved }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let folder = String(path.dropLast(name.count))
        guard let resolved = realpath(folder.isEmpty ? "." : folder) else { return path }
        return resolved == "/" ? "/" + name : resolved + "/" + name
    }

    private static func realpath(_ path: String) -> String? {
        guard let resolved = Glibc.realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
