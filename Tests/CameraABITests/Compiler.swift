// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The system's C and C++ compilers, on our headers alone.
struct Compiler {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static let c = ["cc", "-std=c11", "-xc"]
    static let cxx = ["c++", "-std=c++11", "-xc++"]
    /// clang as well, where it is there.
    static let allC = [c] + (has("clang") ? [["clang", "-std=c11", "-xc"]] : [])
    /// What evcam/camera.hpp is for.
    static let modernCxx =
        [["c++", "-std=c++17", "-xc++"], ["c++", "-std=c++20", "-xc++"]]
        + (has("clang++") ? [["clang++", "-std=c++17", "-xc++"]] : [])

    private static func has(_ program: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: $0 + "/" + program)
        }
    }

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
