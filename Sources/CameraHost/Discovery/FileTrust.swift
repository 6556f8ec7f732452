// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Who else could have written a file that we are about to run.
enum FileTrust {
    /// Resolves links and refuses a file that somebody else than the user or root could have written: one
    /// that they own, or that everybody may write, or that lies in such a folder (a sticky folder, like
    /// /tmp, keeps others from replacing the file).
    /// - Returns: the resolved path.
    static func resolve(_ path: String, camera: String) throws(CameraError) -> String {
        guard let buffer = realpath(path, nil) else {
            let reason = String(cString: strerror(errno))
            throw CameraError(.notFound, camera: camera, "camera `\(camera)`: cannot open \(path): \(reason)")
        }
        let resolved = String(cString: buffer)
        free(buffer)
        let folder =
            resolved.lastIndex(of: "/").map { $0 == resolved.startIndex ? "/" : String(resolved[..<$0]) } ?? "/"
        let file = try status(of: resolved, camera: camera)
        guard file.st_mode & S_IFMT == S_IFREG else {
            throw CameraError(.malformed, camera: camera, "camera `\(camera)`: \(resolved) is not a file")
        }
        try check(file, resolved, isFolder: false, camera: camera)
        try check(status(of: folder, camera: camera), folder, isFolder: true, camera: camera)
        return resolved
    }

    private static func check(_ status: stat, _ path: String, isFolder: Bool, camera: String) throws(CameraError) {
        let what = isFolder ? "the folder \(path)" : path
        if status.st_uid != 0, status.st_uid != geteuid() {
            throw CameraError(
                .untrusted, camera: camera,
                "camera `\(camera)` is not loaded: \(what) belongs to user \(status.st_uid), neither to you "
                    + "(\(geteuid())) nor to root; `chown` it or install the camera elsewhere"
            )
        }
        if status.st_mode & S_IWOTH != 0, !(isFolder && status.st_mode & S_ISVTX != 0) {
            throw CameraError(
                .untrusted, camera: camera,
                "camera `\(camera)` is not loaded: everybody may write \(what); `chmod o-w \(path)` if you trust it"
            )
        }
    }

    private static func status(of path: String, camera: String) throws(CameraError) -> stat {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            throw CameraError(.notFound, camera: camera, "camera `\(camera)`: cannot read \(path): \(reason)")
        }
        return status
    }
}
