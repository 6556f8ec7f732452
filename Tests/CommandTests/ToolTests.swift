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
                "    camera: jsonl\n    options:\n      path: recordings/FILE\n      # rotate_size: 256MB"))
        let none = try Evcam.run(["cameras", "nope"], in: folder.path)
        #expect(none.status == 66)
        #expect(none.errors.contains("there is no camera `nope`"))
    }

    @Test(arguments: ["jsonl", "sqlite"])
    func `the sample configuration of a camera passes the check, with all its options`(camera: String) throws {
        let sample = try Evcam.run(["cameras", camera], in: folder.path).output.replacing("      # ", with: "      ")
        let cameras = try #require(sample.firstRange(of: "cameras:\n"))
        try folder.write("replay: \(Recording.bundled)\n" + sample[cameras.lowerBound...], to: "config.yaml")
        try FileManager.default.createDirectory(
            atPath: folder.path + "/recordings", withIntermediateDirectories: false)
        let check = try Evcam.run(["check", "-c", "config.yaml"], in: folder.path)
        #expect(check.errors == "")
        #expect(check.status == 0)
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
        #expect(fine.output.contains("path: \(folder.path)/x.jsonl"))
        #expect(fine.output.hasSuffix("The configuration is fine.\n"))
        let wrong = try Evcam.run(
            [
                "check", "--replay", "x", "--camera", "faulty", "--option", "create_answer=3", "--option",
                "error=bad url",
            ],
            in: folder.path)
        #expect(wrong.status == 78)
        #expect(wrong.errors == "evcam: error: camera `faulty` refuses its options: bad url\n")
    }
}
