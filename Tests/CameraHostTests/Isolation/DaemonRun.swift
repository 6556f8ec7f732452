// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Foundation
import Glibc

/// A whole evcam, in which a camera misbehaves inline while another records beside it: what becomes of both.
struct DaemonRun {
    /// The shutter in which the camera does.
    static let faultAt = 10

    /// How the daemon ended, in words.
    let end: String
    /// Whether its last words name the camera.
    let namesCamera: Bool
    /// Shutters that the replay has.
    let shutters: Int
    /// Those that the other camera recorded.
    let recorded: Int
    /// Whether every line of its file is whole, but for the last: that may be cut off in its middle, and the camera
    /// removes it when it starts again.
    let isWhole: Bool

    /// Runs it, with bounds on memory and descriptors.
    init(_ fault: Fault, in folder: TemporaryFolder) throws {
        let recording = Self.recording
        // At full speed a replay waits for every camera, so that none merges shutters and it comes out the same each
        // time; for one that never comes back it would wait for ever. At a pace there are pictures without events, too.
        let speed: String
        (speed, shutters) = fault.inline == .leftBehind ? ("50x", 25) : ("max", 20)
        let configuration = """
            replay: {file: \(recording), speed: \(speed)}
            close_deadline: 2s
            deadline: 500ms
            isolation: inline
            cameras:
              - {camera: faulty, options: {fault: \(fault.name), fault_at: \(Self.faultAt)}}
              - {camera: jsonl, options: {path: recorded.jsonl}}
            """
        try folder.write("evcam.yaml", configuration.utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
        process.arguments = [
            "--data=400000000", "--core=0", "--nofile=256", FaultyCameras.program.path, "record", "-c",
            "evcam.yaml",
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        // Swift's own report takes long, and is not what is looked at.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = URL(fileURLWithPath: try folder.write("errors.txt"))
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let pid = process.processIdentifier
        // It leads a process group: what it has started, too.
        defer { kill(-pid, SIGKILL) }
        // Foundation waits for children of it as well. A minute is for a machine that does other things.
        let latest = Date.now + 60
        while process.isRunning, Self.change(of: pid) == nil, Date.now < latest { usleep(20_000) }
        let isStopped = Self.change(of: pid) == CLD_STOPPED
        kill(-pid, SIGKILL)
        process.waitUntilExit()
        let text = folder.lines("errors.txt").joined(separator: "\n")
        namesCamera = text.contains("fatal: ") && text.contains("thread `cam:faulty`")
        let lines = folder.lines("recorded.jsonl")
        recorded = lines.count { $0.contains(#""kind":"snapshot""#) }
        isWhole = lines.dropLast().allSatisfy { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) != nil }
        let code = process.terminationStatus
        end =
            if isStopped {
                "stopped"
            } else if process.terminationReason == .uncaughtSignal {
                "ended by signal \(code)"
            } else if text.contains("left without waiting any longer for: faulty") {
                "left it behind at its end"
            } else {
                code == 0 && recorded == shutters ? "went on" : "ended with exit code \(code)"
            }
    }

    /// How it has ended or stopped, a `CLD_` code, without taking that from Foundation; nil: it runs.
    ///
    /// `/proc` would show a process as ended while one of its threads replaces it.
    private static func change(of pid: pid_t) -> Int? {
        var info = siginfo_t()
        let isAnswered = waitid(P_PID, id_t(pid), &info, WEXITED | WSTOPPED | WNOHANG | WNOWAIT) == 0
        return isAnswered && info.si_signo != 0 ? Int(info.si_code) : nil
    }

    private static let recording: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.path + "/Examples/recording.ndjson.gz"
    }()
}
