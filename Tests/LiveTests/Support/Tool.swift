// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A Python program of a test cluster, driven by lines of JSON.
///
/// It ends with its standard input, and so with us.
final class Tool {
    private let name: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let log: String
    private var rest: [UInt8] = []

    /// Starts the script, a path below `Tests`; `cluster` is the file that describes the cluster, and its standard
    /// error goes to `log`.
    init(
        _ script: String, _ arguments: [String] = [], python: String = Python.plain, cluster: String? = nil,
        log: String
    ) throws {
        name = script
        self.log = log
        try Data().write(to: URL(fileURLWithPath: log))
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["\(Python.tests)/\(script)"] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONPATH"] = Python.tests + "/Cluster"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        environment["EVCAM_CLUSTER"] = cluster
        process.environment = environment
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        try? output.fileHandleForWriting.close()
        try? input.fileHandleForReading.close()
    }

    /// Has it carry a command out.
    /// - Throws: what went wrong there.
    @discardableResult
    func `do`(_ command: String, _ arguments: [String: Any] = [:]) throws -> JSON {
        let line = try JSONSerialization.data(withJSONObject: arguments.merging(["do": command]) { $1 })
        try tell(String(decoding: line, as: UTF8.self))
        return try read()
    }

    /// Hands it a line, without an answer.
    func tell(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }

    /// Its next line.
    /// - Throws: an error with the end of its log if it ended or is silent for long.
    @discardableResult
    func read(patience: Int32 = 120) throws -> JSON {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeSubrange(...end)
                let answer = try JSON(text: line)
                if let isDone = answer["ok"].value as? Bool, !isDone { throw LiveError("\(name): \(answer["error"])") }
                return answer
            }
            let descriptor = output.fileHandleForReading.fileDescriptor
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            var bytes = [UInt8](repeating: 0, count: 65_536)
            guard poll(&waiting, 1, patience * 1000) > 0 else { throw failure("says nothing") }
            let count = Glibc.read(descriptor, &bytes, bytes.count)
            guard count > 0 else { throw failure("has ended") }
            rest += bytes[..<count]
        }
    }

    /// Reads on until a line says so.
    @discardableResult
    func read(until isWanted: (JSON) -> Bool) throws -> JSON {
        while true {
            let answer = try read()
            if isWanted(answer) { return answer }
        }
    }

    /// Ends it by the end of its input.
    func close() {
        try? input.fileHandleForWriting.close()
        while (try? read(patience: 30)) != nil {}
        // It was asked kindly.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    private func failure(_ what: String) -> LiveError {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return LiveError("\(name) \(what): \(text.suffix(2000))")
    }
}
