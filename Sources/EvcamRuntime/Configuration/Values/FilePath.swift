// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Paths as a configuration writes them.
enum FilePath {
    /// The absolute path: `~/` is the user's home, a relative one counts from `folder`.
    static func absolute(_ path: String, folder: String, home: String?) throws(ValueProblem) -> String {
        guard !path.isEmpty else { throw ValueProblem("a path is missing here", remedy: "write the file's name") }
        guard !path.utf8.contains(0) else { throw ValueProblem("a path cannot hold a NUL") }
        if path == "~" || path.hasPrefix("~/") {
            guard let home, home.hasPrefix("/") else {
                throw ValueProblem(
                    "\(Wording.quoted(path)) needs the variable HOME, which is not set", remedy: "write the whole path")
            }
            return normal(home + path.dropFirst())
        }
        if path.hasPrefix("~") {
            throw ValueProblem(
                "\(Wording.quoted(path)) names another user's home",
                remedy: "write the whole path, or \(Wording.quoted("./" + path))")
        }
        return normal(path.hasPrefix("/") ? path : folder + "/" + path)
    }

    /// The folder of a file, absolute.
    static func folder(of file: String) -> String {
        let cut = file.lastIndex(of: "/").map { String(file[..<$0]) }
        let folder = file.hasPrefix("/") ? cut ?? "/" : currentFolder + "/" + (cut ?? ".")
        return normal(folder.isEmpty ? "/" : folder)
    }

    /// The working directory.
    static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// Without `.` and doubled slashes.
    ///
    /// `..` stays: behind a symbolic link it means something else.
    private static func normal(_ path: String) -> String {
        "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
