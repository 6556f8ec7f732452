// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

/// A tape's folder.
struct SegmentFolder: Sendable {
    /// Its path.
    let path: String

    /// Makes the folder and those above it, for nobody's eyes but ours: tasks' arguments are in it.
    func make() throws(SourceError) {
        var missing: [String] = []
        var above = path
        while access(above, F_OK) != 0, errno == ENOENT, let slash = above.lastIndex(of: "/"), slash > above.startIndex
        {
            missing.append(above)
            above = String(above[..<slash])
        }
        for folder in missing.reversed() {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .tape("make the folder", folder, errno) }
            if let slash = folder.lastIndex(of: "/") { try? SegmentFolder(path: folder[..<slash] + "/").synchronise() }
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw .tape("make the folder", path, errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .tape("make the folder", path, ENOTDIR) }
    }

    /// The tape's segments, oldest first; other files are passed over.
    func segments() throws(SourceError) -> [Segment] {
        guard let folder = opendir(path) else { throw .tape("list", path, errno) }
        defer { closedir(folder) }
        var segments: [Segment] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard var segment = Segment(name: name) else { continue }
            var status = stat()
            guard stat(file(segment), &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            segment.bytes = Int(status.st_size)
            segment.lastWritten = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9
            segments.append(segment)
        }
        return segments.sorted()
    }

    /// A segment's path.
    func file(_ segment: Segment) -> String { path + "/" + segment.name }

    /// Sees to it that files which were made here are here after a loss of power.
    func synchronise() throws(SourceError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .tape("open", path, errno) }
        defer { close(descriptor) }
        // Some file systems have no such thing for folders.
        if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { throw .tape("write", path, errno) }
    }

    /// Says so if what is to be kept finds no room on the file system.
    /// - Parameters:
    ///   - settings: what is to be kept.
    ///   - bytes: what the tape has already.
    ///   - logger: told of it.
    func warnIfFull(_ settings: TapeSettings, _ bytes: Int, _ logger: Logger) {
        var status = statvfs()
        guard let keep = settings.keepBytes, statvfs(path, &status) == 0 else { return }
        let free = Int(status.f_bavail) * Int(status.f_frsize)
        guard keep - bytes > free else { return }
        logger.warning(
            """
            the tape '\(path)' is to keep \(keep) bytes, but the file system has only \(free) left for it; free some \
            space, or lower `tape: keep`
            """)
    }
}
