// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The files below a folder.
enum FileTree {
    /// What they hold, by path; what cannot be read is left out.
    static func files(in folder: String) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for path in entries(of: folder) {
            if isFolder(path) {
                found.merge(files(in: path)) { $1 }
            } else {
                found[path] = contents(of: path)
            }
        }
        return found
    }

    /// Removes the folder with all that is in it.
    static func remove(_ folder: String) {
        for path in entries(of: folder) {
            if isFolder(path) { remove(path) } else { unlink(path) }
        }
        rmdir(folder)
    }

    private static func entries(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(folder + "/" + name) }
        }
        return names
    }

    /// A link is a file, wherever it leads.
    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func contents(of path: String) -> [UInt8]? {
        var status = stat()
        // Pipes and sockets have nothing to compare, and reading them may wait for ever.
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let file = fopen(path, "re") else {
            return nil
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }
}
