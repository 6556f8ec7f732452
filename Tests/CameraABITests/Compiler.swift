// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The system's C and C++ compilers, on our headers alone.
struct Compiler {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static let c = ["cc", "-std=c11", "-xc"]
    static let cxx = ["c++", "-std=c++11", "-xc++"]

    /// Compiles a source; answers what the compiler said, empty when it had nothing to say.
    static func compile(_ language: [String], _ source: String, to output: String = "/dev/null") throws -> String {
        let file = NSTemporaryDirectory() + "/evcam-abi-\(UUID().uuidString).txt"
        try source.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let linking = output == "/dev/null" ? ["-c"] : ["-shared"]
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            language + ["-Wall", "-Wextra", "-Werror", "-pedantic", "-fPIC", "-I", root + "/Sources/CameraABI/include"]
            + linking + ["-o", output, file]
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 || !text.isEmpty ? text : "exit \(process.terminationStatus)"
    }
}
