// SPDX-License-Identifier: Apache-2.0
import Foundation

/// evcam as it lies on a user's machine, in a folder of its own, and an empty folder to work in.
final class Installation {
    /// What a script said and how it ended.
    struct Ending {
        let status: Int32
        let output: String
    }

    let prefix: String
    let work: String
    private let folder: String

    private static let root: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.path
    }()

    /// Where the build has put its products: beside this test's own executable.
    static let products: String = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: executable).deletingLastPathComponent().path
    }()

    init() throws {
        folder = NSTemporaryDirectory() + "evcam-project-" + UUID().uuidString
        (prefix, work) = (folder + "/prefix", folder + "/work")
        for path in [prefix + "/bin", work] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        // A link where it can be one: the program finds out by its path where it is installed.
        let installed = try run(
            """
            ln '\(Self.products)/evcam' '\(prefix)/bin/evcam' 2>/dev/null || cp '\(Self.products)/evcam' '\(prefix)/bin/evcam'
            mkdir -p '\(prefix)/lib/evcam/cameras'
            cp '\(Self.products)/libevcam-camera-exec.so' '\(prefix)/lib/evcam/cameras/'
            '\(Self.root)/Scripts/sdk/install.sh' '\(prefix)'
            """)
        guard installed.status == 0 else { throw InstallationError(text: installed.output) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A page of the documentation, or another file of the sources.
    static func source(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    /// Runs a script in the working folder, with the installed evcam on the PATH; what it says, errors included.
    func run(_ script: String, in subfolder: String = ".") throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["bash", "-euo", "pipefail", "-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: work + "/" + subfolder)
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = prefix + "/bin:" + (environment["PATH"] ?? "/usr/bin:/bin")
        environment["HOME"] = folder
        for name in ["EVCAM_SDK", "EVCAM_CAMERA_PATH", "PKG_CONFIG_PATH", "MAKEFLAGS"] { environment[name] = nil }
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return Ending(status: process.terminationStatus, output: output)
    }

    /// Writes a file below the working folder.
    func write(_ text: String, to path: String) throws {
        try text.write(toFile: work + "/" + path, atomically: true, encoding: .utf8)
    }

    /// The text of a file below the working folder; nil if there is none.
    func read(_ path: String) -> String? { try? String(contentsOfFile: work + "/" + path, encoding: .utf8) }

    /// Whether this evcam has the validator.
    var hasValidator: Bool { get throws { try run("evcam camera --help | grep -q '^  test '").status == 0 } }
}

/// Why evcam could not be installed for a test.
struct InstallationError: Error, CustomStringConvertible {
    let text: String
    var description: String { "cannot install evcam: \(text)" }
}
