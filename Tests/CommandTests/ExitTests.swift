// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// How mistakes end, before anything has begun.
struct ExitTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a recording that is missing is named, and no camera has begun`() throws {
        let run = try Evcam.run(
            ["record", "--replay", "none.gz", "--camera", "jsonl", "--option", "path=x.jsonl"], in: folder.path)
        #expect(run.status == 66)
        #expect(run.errors.contains("cannot open '") && run.errors.contains("none.gz': No such file or directory"))
        #expect(folder.names == [])
    }

    @Test func `all mistakes of a configuration come at once, and nothing begins`() throws {
        try folder.write(
            """
            replay: {file: none.gz, speed: fast}
            freq: 0
            cameras:
              - {name: a, camera: jsonl, options: {pth: x.jsonl}}
              - {name: b, camera: consle}
              - {name: c, camera: jsonl, options: {path: x.jsonl}, maxrat: 1/m}
            """, to: "config.yaml")
        let run = try Evcam.run(["record", "-c", "config.yaml", "--logfile", "evcam.log"], in: folder.path)
        #expect(run.status == 78)
        #expect(run.output == "")
        for text in [
            "fast", "a freq of 0", "did you mean `path`?", "did you mean `console`?", "did you mean `maxrate`?",
        ] {
            #expect(run.errors.contains(text))
        }
        #expect(folder.names == ["config.yaml"])
    }

    @Test(arguments: [
        ["record"], ["record", "--bogus"], ["record", "--replay", "x", "--camera", "console", "--option", "every"],
        ["record", "--replay", "x", "--option", "every=1s"], ["snapshot"], ["snapshot", "x", "--max-tasks", "0"],
        ["snapshot", "x", "-c", "y"], ["snapshot", "redis://h"], ["dump"], ["dump", "x", "--gzip"],
        ["dump", "x", "--rotate", "1h"], ["dump", "x", "-o", "y", "--rotate", "100"], ["dump", "x", "--for", "soon"],
        ["control", "ping"], ["control", "ping", "x"], ["control", "ping", "redis://h", "--timeout", "soon"],
        ["snapshot", "x", "--every=-1"], ["snapshot", "x", "--for", "5 parsecs"], ["snapshot", "x", "--here", "noon"],
        ["bogus"],
    ])
    func `what the command line cannot mean is a usage error`(arguments: [String]) throws {
        let run = try Evcam.run(arguments, in: folder.path)
        #expect(run.status == 64)
        #expect(run.errors.contains("Usage: evcam"))
    }

    @Test(arguments: [("create_answer", 3), ("start_answer", 4), ("create_answer", 4)])
    func `a camera that fails at its start is named`(option: String, answer: Int) throws {
        let run = try Evcam.run(
            [
                "record", "--replay", Recording.bundled, "--camera", "faulty", "--camera", "jsonl", "--option",
                "faulty.\(option)=\(answer)", "--option", "faulty.error=no such luck", "--option", "jsonl.path=x.jsonl",
            ], in: folder.path)
        #expect(run.status == 78)
        #expect(run.errors.contains("camera `faulty` ") && run.errors.contains("no such luck"))
        #expect(!run.output.contains("Taking snapshots"))
    }

    @Test(arguments: [("answer", 1), ("fatal_at", 3)])
    func `a replay of which a camera lacks something does not end well`(option: String, value: Int) throws {
        let run = try Evcam.run(
            [
                "record", "--replay", Recording.bundled, "--speed", "max", "--camera", "faulty", "--camera", "jsonl",
                "-o", "faulty.\(option)=\(value)", "-o", "faulty.error=disk full", "-o", "jsonl.path=x.jsonl",
            ], in: folder.path)
        #expect(run.status == 75)
        #expect(
            run.errors.hasSuffix(
                "evcam: error: camera `faulty` does not have all that was replayed; its last error: disk full\n"))
    }

    @Test func `a pidfile of a living process keeps a second one from running`() throws {
        try folder.write("\(getpid())\n", to: "evcam.pid")
        let arguments = ["record", "--replay", Recording.bundled, "--camera", "console", "--pidfile", "evcam.pid"]
        for more in [[], ["--detach"]] {
            let run = try Evcam.run(arguments + more, in: folder.path)
            #expect(run.status == 73)
            #expect(run.errors.contains("ERROR: Pidfile (evcam.pid) already exists."))
            #expect(run.errors.contains("Seems we're already running? (pid: \(getpid()))"))
        }
        #expect(folder.read("evcam.pid") == "\(getpid())\n")
    }

    @Test func `bad words for the process itself are named`() throws {
        let arguments = ["record", "--replay", Recording.bundled, "--camera", "console"]
        #expect(try Evcam.run(arguments + ["--umask", "9"], in: folder.path).status == 64)
        #expect(try Evcam.run(arguments + ["--workdir", "none"], in: folder.path).status == 66)
        #expect(try Evcam.run(arguments + ["--logfile", "none/x"], in: folder.path).status == 73)
        #expect(try Evcam.run(arguments + ["--loglevel", "loud"], in: folder.path).status == 78)
        #expect(try Evcam.run(arguments + ["--uid", "nobody-of-that-name"], in: folder.path).status == 67)
    }
}
