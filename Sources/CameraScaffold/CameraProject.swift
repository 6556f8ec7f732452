// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Glibc

/// A new camera's project: small, complete, and built with one command.
public struct CameraProject: Sendable {
    /// The camera's id.
    public let id: String
    /// What it is written in.
    public let language: ProjectLanguage
    /// The folder that has CameraKit as a Swift package, absolute; nil: where installations have it.
    public let sdk: String?

    /// Plans a project.
    /// - Throws: ``ScaffoldError`` if `id` cannot be a camera's.
    public init(id: String, language: ProjectLanguage, sdk: String? = nil) throws(ScaffoldError) {
        guard CameraFile.isID(id), let first = id.utf8.first, (0x61...0x7A).contains(first), id.utf8.count <= 64 else {
            throw ScaffoldError(
                "`\(id)` cannot be a camera's id: write lower-case letters, digits and `-`, a letter first, 64 at most"
                    + Self.suggestion(for: id))
        }
        self.id = id
        self.language = language
        self.sdk = sdk
    }

    /// The name as it stands in C and C++: `my_camera`.
    var identifier: String { words.joined(separator: "_") }

    /// The name as it stands in Swift: `MyCamera`.
    var typeName: String { words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }

    /// The id's words, `camera` the last: no keyword, and no name that CameraKit or C has already.
    private var words: [Substring] {
        let words = id.split(separator: "-")
        return words.count > 1 && words.last == "camera" ? words : words + ["camera"]
    }

    /// The library that a build leaves; for `exec` there is none.
    var library: String { CameraFile.fileName(of: id) }

    /// Everything in it.
    public var files: [ProjectFile] {
        switch language {
        case .swift: SwiftTemplate(project: self).files
        case .c: CTemplate(project: self).files
        case .cpp: CppTemplate(project: self).files
        case .exec: ExecTemplate(project: self).files
        }
    }

    /// What to type in the project's folder to build it; for `exec` there is nothing to build.
    public var buildCommand: String? {
        switch language {
        case .swift: "swift build -c release"
        case .c, .cpp: "make"
        case .exec: nil
        }
    }

    /// What to type to test it.
    public var testCommand: String {
        switch language {
        case .swift, .exec: "./test.sh"
        case .c, .cpp: "make test"
        }
    }

    /// Writes the project to a folder that is not there yet.
    /// - Throws: ``ScaffoldError``; what was written until then stays.
    public func write(to folder: String) throws(ScaffoldError) {
        if access(folder, F_OK) == 0 {
            throw ScaffoldError("\(folder) is there already: choose another name, or move it away")
        }
        try Self.makeFolder(folder)
        for file in files {
            var parent = folder
            for part in file.path.split(separator: "/").dropLast() {
                parent += "/" + part
                if access(parent, F_OK) != 0 { try Self.makeFolder(parent) }
            }
            try Self.write(file, to: folder + "/" + file.path)
        }
    }

    private static func makeFolder(_ path: String) throws(ScaffoldError) {
        guard mkdir(path, 0o777) == 0 else { throw failure("make the folder", path) }
    }

    private static func write(_ file: ProjectFile, to path: String) throws(ScaffoldError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file.isExecutable ? 0o777 : 0o666)
        guard descriptor >= 0 else { throw failure("make", path) }
        defer { close(descriptor) }
        var rest = Array(file.text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ action: String, _ path: String) -> ScaffoldError {
        ScaffoldError("cannot \(action) \(path): \(String(cString: strerror(errno)))")
    }

    /// The nearest id, where it is plain.
    private static func suggestion(for text: String) -> String {
        var id = ""
        for scalar in text.lowercased().unicodeScalars {
            let isKept = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isKept { id.unicodeScalars.append(scalar) } else if !id.isEmpty, !id.hasSuffix("-") { id += "-" }
        }
        while id.hasSuffix("-") { id.removeLast() }
        guard let first = id.unicodeScalars.first, ("a"..."z").contains(first), id != text, id.utf8.count <= 64 else {
            return ""
        }
        return "; `\(id)` would do"
    }
}
