// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Foundation
import Glibc
import Logging
import Testing

/// Cameras in processes of their own: the same as on a thread of ours, as long as nothing goes wrong.
struct ProcessTests {
    static let isolation = CameraIsolation.process(ProcessIsolation(program: FaultyCameras.program))
    private let cameras: FaultyCameras

    init() throws { cameras = try FaultyCameras(Self.isolation) }

    @Test func `a camera lives from create to destroy on one thread with signals blocked`() throws {
        try cameras.add("one")
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        #expect(host.waitUntilIdle())
        host.cleanup(now: 5)
        #expect(host.close(cameras.state.snapshot(at: 2), context: cameras.context()).isEmpty)
        #expect(
            cameras.calls("one") == ["create", "start", "shutter", "cleanup", "shutter", "flush", "stop", "destroy"])
        #expect(cameras.lines("one")[0] == "create one test \(HostVersion.text) signals=blocked")
        #expect(!cameras.lines("one").contains { $0.contains("WRONG THREAD") })
        let report = host.reports[0]
        #expect((report.ok, report.cleanups, report.deleted, report.ends, report.pid) == (2, 1, 3, 0, nil))
    }

    @Test func `options arrive as they do inline`() throws {
        let options: [String: OptionValue] = [
            "details": .bool(true), "mode": .text("wild"), "pause": .duration(5_000_000_000),
            "words": .list(["a", "b", "ü"]), "retry": .int(-7),
        ]
        try cameras.add("process", options) { $0.writtenOptions.remove("mode") }
        try cameras.add("inline", options) {
            $0.writtenOptions.remove("mode")
            $0.isolation = .inline
            $0.library = try FaultyCameras.library()
        }
        try cameras.host().check()
        let lines = cameras.lines("inline").filter { $0.hasPrefix("option") && !$0.contains("record") }
        #expect(lines.count == 5)
        #expect(cameras.lines("process").filter { $0.hasPrefix("option") && !$0.contains("record") } == lines)
    }

    @Test func `what is wrong at the start is said in the same words`() throws {
        var said: [String] = []
        for isolation in [CameraIsolation.inline, Self.isolation] {
            let cameras = try FaultyCameras(isolation)
            try cameras.add("good")
            try cameras.add("picky", ["create_answer": .int(3), "error": .text("path is missing")])
            try cameras.add("typo", ["retri": .int(3)])
            try cameras.add("broken", ["create_answer": .int(4), "error": .text("no disk")])
            let failure = #expect(throws: StartFailure.self) { try cameras.host().start() }
            said.append(try #require(failure).description)
            #expect(cameras.calls("good") == ["create", "destroy"])
        }
        #expect(said[0] == said[1] && said[0].contains("camera `picky` refuses its options: path is missing"))
    }

    @Test(arguments: [Int64(3), 4, 77]) func `after a failed start only destroy follows`(answer: Int64) throws {
        try cameras.add("good")
        try cameras.add("bad", ["start_answer": .int(answer), "error": .text("no disk")])
        let failure = #expect(throws: StartFailure.self) { try cameras.host().start() }
        #expect(failure?.description.contains("no disk") == true)
        #expect(cameras.calls("bad") == ["create", "start", "destroy"])
        #expect(cameras.calls("good") == ["create", "start", "flush", "stop", "destroy"])
    }

    @Test func `the host's services work and are refused on the wrong thread`() throws {
        try cameras.add("a/../b", ["services": .bool(true)]) {
            $0.options["record"] = .text(self.cameras.folder.path + "/x.txt")
        }
        let host = cameras.host()
        try host.start()
        #expect(host.close().isEmpty)
        let path = cameras.folder.path + "/state/a_.._b"
        #expect(cameras.lines("x").contains("services data_dir=\(path) made=0 extension=none cancelled=0"))
        #expect(throws: Never.self) { try cameras.folder.write("state/a_.._b/file") }
        let hello = try #require(cameras.log.lines.first { $0.message == "hello" })
        #expect(hello.level == .notice && hello.metadata == ["camera": "a/../b", "answer": "42", "text": "text"])
        let metrics = host.reports[0].metrics
        #expect(metrics.count == 64 && metrics["answer"] == 42 && metrics["elsewhere"] == nil)
        #expect(cameras.log.lines.filter { $0.message.contains("thread of its own; only") }.count == 2)
    }

    @Test func `a camera may keep two snapshots and no more`() throws {
        try cameras.add("keeper", ["retain": .bool(true)])
        let host = cameras.host()
        try host.start()
        for number in 1...3 {
            host.shutter(cameras.state.snapshot(at: Double(number)), context: cameras.context())
            #expect(host.waitUntilIdle())
        }
        #expect(host.close().isEmpty)
        let lines = cameras.lines("keeper")
        #expect(lines.filter { $0.hasPrefix("retain") } == ["retain 0 0 1", "retain 0 0 1", "retain 0 0 1"])
        #expect(lines.filter { $0.hasPrefix("kept") } == ["kept 1", "kept 2"])
        #expect(host.reports[0].ok == 3)
    }

    @Test func `a camera off for good has no process any more`() throws {
        try cameras.add("bad", ["fatal_at": .int(1), "error": .text("gone")])
        let host = cameras.host()
        try host.start()
        host.shutter(cameras.state.snapshot(at: 1), context: cameras.context())
        #expect(host.waitUntilIdle())
        #expect(host.reports[0].isOff && host.reports[0].pid == nil && host.active == 0)
        #expect(host.close().isEmpty)
        #expect(cameras.calls("bad").suffix(3) == ["shutter", "stop", "destroy"])
    }

    @Test func `the process has nothing of ours that it is not given, and fewer rights`() throws {
        let leak = open("/dev/zero", O_RDONLY)
        defer { close(leak) }
        let isolation = ProcessIsolation(program: FaultyCameras.program, memory: 300 << 20)
        try cameras.add("one") { $0.isolation = .process(isolation) }
        let host = cameras.host()
        try host.start()
        let process = "/proc/\(try #require(host.reports[0].pid))"
        let files = try FileManager.default.contentsOfDirectory(atPath: process + "/fd").map {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: process + "/fd/" + $0)) ?? ""
        }
        #expect(!files.contains("/dev/zero") && files.count <= 8, "\(files)")
        let status = try String(contentsOfFile: process + "/status", encoding: .utf8)
        #expect(status.contains("NoNewPrivs:\t1"))
        let limits = try String(contentsOfFile: process + "/limits", encoding: .utf8)
        #expect(limits.contains(/Max data size +314572800 +314572800/))
        #expect(host.close().isEmpty)
        #expect(access(process, F_OK) != 0)
    }

    @Test func `a program that is no helper, or is not there, is named`() throws {
        let file = try CameraDirectory(environment: [:]).find("faulty")
        for (program, words) in [("/bin/true", "exit code 0"), ("/nonexistent/evcam", "No such file")] {
            let error = #expect(throws: CameraError.self) {
                try CameraLibrary(file, describedBy: HelperProgram(path: program, arguments: []))
            }
            #expect(error?.message.contains(words) == true && error?.message.contains("`faulty`") == true)
        }
    }

    @Test func `a library that dies while it is loaded takes nobody with it`() throws {
        let source = "__attribute__((constructor)) static void die(void) { __builtin_trap(); }\n"
        let path = try cameras.folder.write("die.c", source.utf8)
        let library = cameras.folder.path + "/libevcam-camera-die.so"
        let compiler = try Process.run(
            URL(fileURLWithPath: "/usr/bin/cc"), arguments: ["-shared", "-fPIC", "-o", library, path])
        compiler.waitUntilExit()
        let file = try CameraDirectory(cameraPath: [cameras.folder.path], environment: [:]).find("die")
        let error = #expect(throws: CameraError.self) {
            try CameraLibrary(file, describedBy: FaultyCameras.program)
        }
        #expect(error?.message.contains("cannot be loaded: its process was ended by signal 4") == true)
    }
}
