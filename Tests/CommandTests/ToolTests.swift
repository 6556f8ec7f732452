// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The commands around recording.
struct ToolTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `version and help go to standard output`() throws {
        let version = try Evcam.run(["--version"])
        #expect(version.status == 0 && version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        let help = try Evcam.run(["--help"])
        #expect(help.status == 0)
        for command in ["record", "check", "cameras", "snapshot", "dump", "control", "config"] {
            #expect(help.output.contains("  \(command) "))
        }
        #expect(try Evcam.run(["record", "--help"]).output.contains("SIGUSR1: take a picture now."))
    }

    @Test func `cameras are listed, and each is described with YAML to copy`() throws {
        let list = try Evcam.run(["cameras"], in: folder.path)
        #expect(list.status == 0)
        for camera in ["console", "jsonl", "minimal"] { #expect(list.output.contains("libevcam-camera-\(camera).so")) }
        let one = try Evcam.run(["cameras", "jsonl"], in: folder.path)
        #expect(one.status == 0)
        #expect(one.output.contains("  path  (path; required)\n"))
        #expect(
            one.output.contains(
                "    camera: jsonl\n    options:\n      path: recording.jsonl\n      # rotate_size: 256MB"))
        let none = try Evcam.run(["cameras", "nope"], in: folder.path)
        #expect(none.status == 66)
        #expect(none.errors.contains("there is no camera `nope`"))
    }

    @Test(arguments: ["jsonl", "sqlite"])
    func `the sample configuration of a camera passes the check, with all its options`(camera: String) throws {
        try paste(
            try Evcam.run(["cameras", camera], in: folder.path).output.replacing("      # ", with: "      "))
        let check = try Evcam.run(["check", "-c", "config.yaml"], in: folder.path)
        #expect(check.errors == "" && check.status == 0)
    }

    @Test(arguments: ["console", "exec", "jsonl", "minimal", "sqlite"])
    func `the sample configuration of a camera records as it is pasted`(camera: String) throws {
        let sample = try Evcam.run(["cameras", camera], in: folder.path).output
        try paste(sample)
        let check = try Evcam.run(["check", "-c", "config.yaml"], in: folder.path)
        #expect(check.errors == "" && check.status == 0)
        let record = try Evcam.run(["record", "-c", "config.yaml", "--loglevel", "WARNING"], in: folder.path)
        #expect(record.status == 0 && record.errors == "")
        #expect(record.closingLine.hasSuffix("nothing lost"), "\(record.output)")
        if camera != "console" {
            #expect(try !FileManager.default.attributesOfItem(atPath: folder.path + "/recording.\(camera)").isEmpty)
        }
    }

    @Test(arguments: ["jsonl", "sqlite"]) func `all options of a sample may be set`(camera: String) throws {
        try paste(Evcam.run(["cameras", camera], in: folder.path).output.replacing("      # ", with: "      "))
        let check = try Evcam.run(["check", "-c", "config.yaml"], in: folder.path)
        #expect(check.errors == "" && check.status == 0)
    }

    /// Puts the part of a camera's manual that is to be copied into a configuration.
    private func paste(_ sample: String) throws {
        let cameras = try #require(sample.firstRange(of: "cameras:\n"))
        try folder.write(
            "replay: {file: \(Recording.bundled), speed: max}\n" + sample[cameras.lowerBound...], to: "config.yaml")
    }

    @Test func `the sample of a camera that was named by its path names the path`() throws {
        let elsewhere = folder.path + "/of mine: #1"
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
        let file = elsewhere + "/libevcam-camera-minimal.so"
        try FileManager.default.copyItem(
            atPath: URL(fileURLWithPath: Evcam.path).deletingLastPathComponent().path + "/libevcam-camera-minimal.so",
            toPath: file)
        for arguments in [["./of mine: #1/libevcam-camera-minimal.so"], ["--camera-path", elsewhere, "minimal"]] {
            let sample = try Evcam.run(["cameras"] + arguments, in: folder.path)
            #expect(sample.output.contains("    camera: '\(file)'\n"), "\(sample.output)\(sample.errors)")
            try paste(sample.output)
            let check = try Evcam.run(["check", "-c", "config.yaml"], in: folder.path)
            #expect(check.errors == "" && check.status == 0)
        }
    }

    @Test func `the schema is JSON and knows the cameras' options`() throws {
        let run = try Evcam.run(["config", "schema"], in: folder.path)
        #expect(run.status == 0)
        let schema = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        #expect(schema?["properties"] != nil)
        #expect(run.output.contains("rotate_size"))
    }

    @Test func `check tells what would run, or all that is wrong`() throws {
        try folder.write(
            """
            replay: {file: \(Recording.bundled), speed: 10x}
            maxrate: 30/m
            cameras:
              - {name: screen, camera: console}
              - {name: history, camera: jsonl, options: {path: x.jsonl, keep: 30d}}
            """, to: "config.yaml")
        let fine = try Evcam.run(["check", "-c", "config.yaml"], in: folder.path)
        #expect(fine.status == 0)
        #expect(fine.output.contains("a shutter every 1 s, at most 0.5/s"))
        #expect(fine.output.contains("\n           inline, on a thread of evcam\n  history  jsonl "))
        #expect(fine.output.contains("\n           in a process of its own\n           keep: 2592000 s\n"))
        #expect(fine.output.contains("path: \(folder.path)/x.jsonl"))
        #expect(fine.output.hasSuffix("The configuration is fine.\n"))
        let wrong = try Evcam.run(
            [
                "check", "--replay", "x", "--camera", "faulty", "--option", "create_answer=3", "--option",
                "error=bad url",
            ],
            in: folder.path)
        #expect(wrong.status == 78)
        #expect(
            wrong.errors == """
                --camera: error: camera `faulty` refuses its options: bad url
                --replay: error: cannot open '\(folder.path)/x': No such file or directory; check the path

                """)
    }

    @Test func `check looks for the recording and for programs, and says where they are named`() throws {
        try folder.write(
            """
            replay: {file: gone.ndjson, speed: 10x}
            cameras:
              - name: shop
                camera: exec
                options: {command: [no-such-program, --fast]}
            """, to: "config.yaml")
        let config = try Evcam.run(["check", "-c", "config.yaml"], in: folder.path)
        #expect(config.status == 78)
        #expect(
            config.errors.contains("config.yaml:1:16: error: cannot open '\(folder.path)/gone.ndjson': No such file"))
        #expect(
            config.errors.contains(
                "config.yaml:5:24: error: camera `shop` refuses its options: cannot start `no-such-program`: No such file"
            ))
        try FileManager.default.createDirectory(atPath: folder.path + "/empty", withIntermediateDirectories: false)
        let line = try Evcam.run(
            ["check", "--replay", "empty", "--camera", "exec", "-o", "command=./empty"], in: folder.path)
        #expect(line.status == 78)
        #expect(line.errors.contains("--replay: error: the folder '\(folder.path)/empty' has no recording; name a"))
        #expect(
            line.errors.contains("option `command` of camera `exec`: error: camera `exec` refuses its options: cannot"))
        #expect(try Evcam.run(["check", "--replay", "-", "--camera", "console"], in: folder.path).status == 0)
    }

    @Test func `a mistake on the command line is mended on the command line`() throws {
        let check = ["check", "--no-broker", "--replay", Recording.bundled]
        for (arguments, remedy) in [
            (["--camera", "jsonl"], "add `-o jsonl.path=…`"), ([], "add `--camera`, such as `--camera console`"),
            (["--camera", "jsonl", "-o", "path="], "write it, or leave the option out"),
        ] {
            let ending = try Evcam.run(check + arguments, in: folder.path)
            #expect(ending.status == 78)
            #expect(ending.errors.hasSuffix("  = \(remedy)\n"), "\(ending.errors)")
        }
    }
}
