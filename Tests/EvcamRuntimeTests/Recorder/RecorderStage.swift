// SPDX-License-Identifier: Apache-2.0
import CameraHost
import EvcamRuntime
import TestSupport
import Testing

/// A recorder of a recording made up for a test, with faulty cameras that write down what they get.
final class RecorderStage {
    let folder: TemporaryFolder
    let log = RecordedLog()
    var configuration = Configuration()
    private var cameras: [LoadedCamera] = []

    init(_ recording: String = "", speed: ReplaySpeed = .max) throws {
        folder = try TemporaryFolder()
        configuration.replay = ReplayConfiguration(file: try folder.write(recording, to: "events"), speed: speed)
    }

    /// Adds a camera that writes to `<name>.txt`.
    func add(_ name: String, _ options: [String: OptionValue] = [:], change: (inout LoadedCamera) -> Void = { _ in })
        throws
    {
        let library = try CameraLibrary(CameraDirectory(environment: [:]).find("faulty"))
        var camera = LoadedCamera(name: name, library: library, options: options)
        camera.options["record"] = .text(folder.path + "/\(name).txt")
        camera.options["details"] = .bool(true)
        camera.writtenOptions = Set(camera.options.keys)
        change(&camera)
        cameras.append(camera)
    }

    func recorder() throws -> Recorder {
        try Recorder(configuration, cameras: cameras, logger: log.logger)
    }

    func record() throws -> RecordingSummary { try recorder().run() }

    /// What a camera wrote for each of its shutters, in order.
    func shutters(_ name: String) -> [[String]] {
        var shutters: [[String]] = []
        for line in (folder.read(name + ".txt") ?? "").split(separator: "\n").map(String.init) {
            if line.hasPrefix("shutter ") {
                shutters.append([line])
            } else if line.hasPrefix(" "), !shutters.isEmpty {
                shutters[shutters.count - 1].append(line)
            }
        }
        return shutters
    }

    /// The last state of each task that a camera was told of in the shutters that `isTaken` picks, from 0.
    func states(_ name: String, where isTaken: (Int) -> Bool = { _ in true }) -> [String: String] {
        var states: [String: String] = [:]
        for (_, lines) in shutters(name).enumerated().filter({ isTaken($0.offset) }) {
            for line in lines where line.hasPrefix("  changed ") {
                let words = line.split(separator: " ").map(String.init)
                states[words[1]] = words.first { $0.hasPrefix("state=") }
            }
        }
        return states
    }

    /// A line with one event.
    static func event(_ time: Double, _ type: String, _ fields: String) -> String {
        #"{"received": \#(time), "body": {"type": "\#(type)", "hostname": "w@a", "timestamp": \#(time), "clock": 1, \#(fields)}}"#
            + "\n"
    }

    /// The id of a task by its number.
    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// Tasks that follow each other, ten a second from `start` on: every third fails, the others succeed.
    static func tasks(_ count: Int, from start: Double = 1000) -> String {
        (0..<count).map { number in
            let time = start + Double(number) / 10
            let task = #""uuid": "\#(id(number))", "name": "t.\#(number % 2)""#
            return event(time, "task-received", task) + event(time + 0.01, "task-started", task)
                + event(time + 0.02, number % 3 == 0 ? "task-failed" : "task-succeeded", task)
        }.joined()
    }
}
