// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// What signals do to a recording.
struct SignalTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Records its standard input with a camera that says all it gets on standard output.
    private func start(_ more: [String] = [], options: [String] = [], speed: String = "max") throws -> Evcam {
        let options = (["record=/dev/stdout"] + options).flatMap { ["--option", "faulty." + $0] }
        let arguments = ["record", "--replay", "-", "--speed", speed, "--isolation", "inline", "--camera", "faulty"]
        let evcam = try Evcam(arguments + options + more, in: folder.path)
        evcam.output.wait(for: "Taking snapshots with faulty")
        return evcam
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `while it waits for input it ends with a last picture, a flush and the closing line`(signal: Int32) throws {
        let evcam = try start()
        for second in 0..<3 { evcam.feed(Recording.heartbeat(1000 + Double(second))) }
        evcam.output.wait(for: "shutter 2 ")
        // One behind the third event, so that the end does not come in its way.
        evcam.signal(SIGUSR1)
        evcam.output.wait(for: "shutter 3 ")
        evcam.signal(signal)
        let run = evcam.end()
        #expect(run.status == 0)
        #expect(run.errors == "")
        let calls = run.output.split(separator: "\n").drop { !$0.hasPrefix("shutter 4") }.map { String($0) }
        try #require(calls.count == 5)
        #expect(calls[0].contains("revision=3"))
        #expect(calls[1...3] == ["flush in time", "stop", "destroy"])
        #expect(
            calls[4] == "evcam: recorded 3 events, 0 tasks in memory, 4 snapshots; faulty: 4 delivered; nothing lost")
    }

    @Test(arguments: ["max", "1x"])
    func `SIGUSR1 takes a picture of all that has come, also while nothing comes`(speed: String) throws {
        let evcam = try start(speed: speed)
        evcam.feed(Recording.heartbeat(1000) + Recording.heartbeat(1000.1))
        var pictures = 0
        // The signal may be quicker than the pipe.
        while !evcam.output.text.contains("revision=2"), pictures < 10_000 {
            pictures += 1
            evcam.signal(SIGUSR1)
            evcam.output.wait(for: "shutter \(pictures) ")
        }
        #expect(evcam.output.text.contains("revision=2"))
        evcam.closeInput()
        #expect(evcam.end().status == 0)
    }

    @Test func `the first signal ends a replay in its middle, and what was recorded is whole`() throws {
        let evcam = try Evcam(
            [
                "record", "--replay", Recording.bundled, "--speed", "1x", "--isolation", "inline", "--camera", "faulty",
                "--camera", "jsonl",
                "--option", "faulty.record=/dev/stdout", "--option", "jsonl.path=x.jsonl",
            ], in: folder.path)
        evcam.output.wait(for: "shutter 1 ")
        evcam.signal(SIGTERM)
        let run = evcam.end()
        #expect(run.status == 0)
        let events = try #require(run.closingLine.firstMatch(of: /recorded (\d+) events/)?.1)
        let count = try #require(Int(events))
        #expect((4..<1858).contains(count))
        let written = try #require(folder.read("x.jsonl"))
        #expect(written.contains(#""final":true"#) && written.contains(#""event_count":\#(count),"#))
        #expect(written.hasSuffix("}\n"))
    }

    @Test func `a second signal ends it at once while a camera hangs`() throws {
        let evcam = try start(options: ["gate=0", "announce=1"], speed: "max")
        // The last picture hangs: its camera waits for a byte of input.
        evcam.signal(SIGINT)
        evcam.output.wait(for: "\nx")
        evcam.signal(SIGTERM)
        let run = evcam.end()
        #expect(run.status == 130)
        #expect(!run.output.contains("recorded"))
    }

    @Test func `whoever waits for a camera's process is told for whom, and a second signal ends that, too`() throws {
        let evcam = try Evcam(
            [
                "record", "--replay", "-", "--speed", "max", "--camera", "faulty", "--option", "fault=spin", "--option",
                "fault_mark=mark",
            ], in: folder.path)
        evcam.output.wait(for: "Taking snapshots")
        evcam.signal(SIGINT)
        evcam.errors.wait(for: "waits up to 28 s for what `faulty` has to finish")
        evcam.signal(SIGINT)
        #expect(evcam.end().status == 130)
    }

    @Test func `a camera that hangs at the end is left behind after the deadline, by name`() throws {
        try folder.write(
            """
            replay: {file: \(Recording.bundled), speed: max}
            close_deadline: 200ms
            isolation: inline
            cameras:
              - {name: stuck, camera: faulty, options: {gate: 0, announce: 1}}
              - {name: fine, camera: jsonl, options: {path: x.jsonl}}
            """, to: "config.yaml")
        let evcam = try Evcam(["record", "-c", "config.yaml", "--pidfile", "evcam.pid"], in: folder.path)
        evcam.output.wait(for: "\nx")
        #expect(folder.read("evcam.pid") == "\(evcam.pid)\n")
        evcam.signal(SIGINT)
        let run = evcam.end()
        #expect(run.status == 70)
        #expect(run.errors.hasSuffix("evcam: left without waiting any longer for: stuck\n"))
        #expect(run.closingLine.contains("stuck: 0 delivered, without the last changes, hangs; fine: "))
        #expect(folder.names == ["config.yaml", "x.jsonl"])
        #expect(folder.read("x.jsonl")?.contains(#""final":true"#) == true)
    }

    @Test func `SIGHUP opens the log file anew after a rotation`() throws {
        let evcam = try Evcam(
            [
                "record", "--replay", "-", "--speed", "max", "--logfile", "evcam.log", "--isolation", "inline",
                "--camera", "faulty", "--option", "record=/dev/stdout",
            ], in: folder.path)
        evcam.feed(Recording.heartbeat(1000) + Recording.heartbeat(1001))
        evcam.output.wait(for: "shutter 1 ")
        rename(folder.path + "/evcam.log", folder.path + "/evcam.log.1")
        evcam.signal(SIGHUP)
        evcam.signal(SIGUSR1)
        // Signals are taken in the order of their numbers.
        evcam.output.wait(for: "shutter 2 ")
        evcam.closeInput()
        #expect(evcam.end().status == 0)
        let (old, new) = (try #require(folder.read("evcam.log.1")), try #require(folder.read("evcam.log")))
        #expect(old.contains("NOTICE/evcam] -> evcam: Taking snapshots") || old.contains("-> evcam: Taking snapshots"))
        #expect(!old.contains("recorded"))
        #expect(new.contains("evcam: recorded 2 events"))
    }

    @Test func `events from a pipe appear as they come`() throws {
        let evcam = try start()
        for second in 0..<5 {
            evcam.feed(Recording.heartbeat(1000 + Double(second)))
            if second > 0 { evcam.output.wait(for: "shutter \(second) ") }
        }
        evcam.closeInput()
        let run = evcam.end()
        #expect(run.status == 0)
        #expect(run.output.contains("shutter 4 epoch="))
    }
}
