// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Programs run to their end.
enum Program {
    /// What came of it.
    struct Ending {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Where the build has put the executable and the bundled cameras: beside this test's own.
    static let buildFolder: String = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: executable).deletingLastPathComponent().path
    }()

    /// Runs a program; what it writes goes through files, which no pipe's size ends.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Ending {
        let folder = try TemporaryFolder()
        let (output, errors) = (folder.path + "/output", folder.path + "/errors")
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        func text(_ file: String) -> String {
            String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
        }
        let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Ending(status: status, output: text(output), errors: text(errors))
    }

    /// Runs `evcam camera test`; small sizes, where the faults show as well.
    static func cameraTest(_ file: String, fault: String? = nil, _ arguments: [String] = []) throws -> Ending {
        try run(
            buildFolder + "/evcam",
            ["camera", "test", file, "--seed", "7", "--tasks", "2000", "--cycles", "20"] + arguments,
            environment: ["FAULT": fault ?? ""])
    }
}
