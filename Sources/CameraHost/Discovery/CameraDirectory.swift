// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The folders in which cameras are looked for.
///
/// In this order: the configuration's `camera_path`, `EVCAM_CAMERA_PATH`, the user's folder, the
/// installation's, and the executable's own (so that a build tree works). Never the working directory and
/// never `LD_LIBRARY_PATH`: a camera is code that runs with our rights.
public struct CameraDirectory: Sendable {
    /// The folders, first come first served.
    ///
    /// All absolute.
    public let folders: [String]

    /// Makes the list of folders.
    /// - Parameters:
    ///   - cameraPath: folders from the configuration, absolute.
    ///   - environment: for `EVCAM_CAMERA_PATH` (separated by colons) and `HOME`.
    ///   - executable: path of the running program; nil: asks the kernel.
    public init(
        cameraPath: [String] = [], environment: [String: String] = Self.processEnvironment(), executable: String? = nil
    ) {
        var folders = cameraPath
        folders += (environment["EVCAM_CAMERA_PATH"] ?? "").split(separator: ":").map(String.init)
        if let home = environment["HOME"] { folders.append(home + "/.local/lib/evcam/cameras") }
        if let executable = executable ?? Self.runningExecutable(), let slash = executable.lastIndex(of: "/") {
            let own = String(executable[..<slash])
            if let prefix = own.lastIndex(of: "/") { folders.append(own[..<prefix] + "/lib/evcam/cameras") }
            folders.append(own)
        }
        // A relative folder would be the working directory by accident.
        var seen: Set<String> = []
        self.folders = folders.filter { $0.hasPrefix("/") && seen.insert($0).inserted }
    }

    /// Finds the file of a camera and checks that nobody else could have written it.
    /// - Parameter camera: an id (`sqlite`), or a path if it has a `/` in it.
    /// - Returns: the file, ready to be loaded.
    /// - Throws: `notFound` with the folders searched and the cameras found, or `untrusted`.
    public func find(_ camera: String) throws(CameraError) -> CameraFile {
        if camera.contains("/") {
            let name = camera[camera.index(after: camera.lastIndex(of: "/") ?? camera.startIndex)...]
            let id = CameraFile.id(inFileName: name)
            return CameraFile(
                id: id ?? String(name), path: camera,
                resolvedPath: try FileTrust.resolve(camera, camera: id ?? camera), isNamedByRule: id != nil
            )
        }
        for folder in folders where CameraFile.isID(camera) {
            let path = folder + "/" + CameraFile.fileName(of: camera)
            guard access(path, F_OK) == 0 else { continue }
            let resolved = try FileTrust.resolve(path, camera: camera)
            return CameraFile(id: camera, path: path, resolvedPath: resolved, isNamedByRule: true)
        }
        throw notFound(camera)
    }

    /// The ids of all cameras in the folders, sorted.
    ///
    /// ``find(_:)`` tells the path of each, or why it is refused.
    public func ids() -> [String] {
        var found: Set<String> = []
        for folder in folders {
            guard let stream = opendir(folder) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if let id = CameraFile.id(inFileName: name[...]) { found.insert(id) }
            }
        }
        return found.sorted()
    }

    private func notFound(_ camera: String) -> CameraError {
        let ids = ids()
        let meant = Spelling.nearest(to: camera, among: ids).map { "; did you mean `\($0)`?" } ?? ""
        let found = ids.isEmpty ? "none" : ids.joined(separator: ", ")
        let places = folders.map { "\n    \($0)" }.joined()
        return CameraError(
            .notFound, camera: camera,
            "there is no camera `\(camera)`\(meant)\n  cameras found: \(found)\n"
                + "  folders searched for \(CameraFile.fileName(of: camera)):\(places)"
        )
    }

    /// What this process's environment says about places (also for ``HostSettings/stateDirectory(_:)``).
    public static func processEnvironment() -> [String: String] {
        ["EVCAM_CAMERA_PATH", "EVCAM_STATE_DIR", "XDG_STATE_HOME", "HOME"].reduce(into: [:]) { values, name in
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
    }

    private static func runningExecutable() -> String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}
