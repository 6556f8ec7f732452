// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The Pythons that `Scripts/environments.sh` makes, and where the tools lie.
enum Python {
    /// The one with the Celery that is asked what its state would be; nil: the tests were started without.
    static let oracle = ProcessInfo.processInfo.environment["EVCAM_TEST_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }

    /// The one for tools that need nothing but Python.
    static let plain = oracle ?? "/usr/bin/python3"

    /// The interpreter that has this Celery.
    static func celery(_ version: String) throws -> String {
        let pairs = (ProcessInfo.processInfo.environment["EVCAM_TEST_CELERIES"] ?? "").split(separator: " ")
        guard let pair = pairs.first(where: { $0.hasPrefix(version + "=") }) else {
            throw LiveError("EVCAM_TEST_CELERIES names no Celery \(version): eval \"$(Scripts/environments.sh)\"")
        }
        return String(pair.dropFirst(version.count + 1))
    }

    /// `Tests/`.
    static let tests: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.path
    }()

    /// Runs a program to its end and returns what it printed.
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw LiveError("\(program) \(arguments) ended with \(process.terminationStatus): \(text)")
        }
        return text
    }
}
