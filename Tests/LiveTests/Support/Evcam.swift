// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The executable as it was built, recording; what it says goes to a file.
final class Evcam {
    let log: String
    private let process = Process()

    /// Where the build has put it: beside this test's own executable.
    static let path: String = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: executable).deletingLastPathComponent().path + "/evcam"
    }()

    /// Starts it in a folder; the log there is appended to.
    init(_ arguments: [String], in folder: String) throws {
        log = folder + "/evcam.log"
        if !FileManager.default.fileExists(atPath: log) {
            try Data().write(to: URL(fileURLWithPath: log))
        }
        let handle = try #require(FileHandle(forWritingAtPath: log))
        handle.seekToEndOfFile()
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(["HOME": folder]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
    }

    var pid: pid_t { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var said: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// Waits until its log has a text so often.
    func wait(for text: String, times: Int = 1, seconds: Double = 30) throws {
        let deadline = Date().addingTimeInterval(seconds)
        while said.components(separatedBy: text).count <= times {
            if Date() > deadline || !isRunning {
                throw LiveError("'\(text)' did not come \(times) times in \(seconds) s, only: \(said.suffix(4000))")
            }
            usleep(20_000)
        }
    }

    /// Sends it a signal and waits for its end; one that does not end is killed.
    /// - Returns: the exit code, or 128 and the signal.
    @discardableResult
    func end(_ signal: Int32 = SIGINT, seconds: Double = 40) -> Int32 {
        if process.isRunning { kill(pid, signal) }
        return wait(seconds: seconds)
    }

    /// Waits for its end.
    func wait(seconds: Double = 40) -> Int32 {
        let deadline = Date().addingTimeInterval(seconds)
        while process.isRunning {
            if Date() > deadline { kill(pid, SIGKILL) }
            usleep(10_000)
        }
        return process.terminationReason == .uncaughtSignal
            ? 128 + process.terminationStatus : process.terminationStatus
    }

    /// Bytes of memory that it had at most so far.
    var mostResidentBytes: Int {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0) * 1024
    }
}
