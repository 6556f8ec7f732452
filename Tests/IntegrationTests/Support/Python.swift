// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A Python that has Celery, for the tests that ask Celery itself; `Scripts/test.sh` names it.
enum Python {
    /// The variable that names the interpreter.
    static let variable = "EVCAM_TEST_PYTHON"

    static var path: String? {
        ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Runs one of the tools; throws what it wrote to its standard error if it fails.
    static func run(_ tool: String, _ arguments: [String], in folder: URL) throws {
        let errors = folder.appending(path: "stderr-\(UUID().uuidString)")
        try Data().write(to: errors)
        let process = Process()
        process.executableURL = URL(filePath: path ?? "/usr/bin/python3")
        let tools = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Tools")
        process.arguments = [tools.appending(path: tool).path] + arguments
        let handle = try FileHandle(forWritingTo: errors)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        guard process.terminationStatus == 0 else {
            throw ToolFailure(description: "\(tool): \(try String(contentsOf: errors, encoding: .utf8))")
        }
    }
}

/// A tool that ended with an error, or with differences.
struct ToolFailure: Error, CustomStringConvertible {
    let description: String
}
