// SPDX-License-Identifier: Apache-2.0
import CameraValidator
import Foundation
import FoundationXML
import Testing

@Suite struct CameraTestCommandTests {
    private func test(fault: String? = nil, _ arguments: [String]) throws -> Program.Ending {
        try Program.cameraTest(FaultyCamera.shared.get().path(fault), fault: fault, arguments)
    }

    @Test func `a failure says what was done, expected and happened, by which rule, and how to go on`() throws {
        let ending = try test(fault: "structs.stride", ["--only", "structs", "--quiet"])
        #expect(ending.status == 1)
        for words in [
            "FAIL  structs.stride", "\n      done       shutter (7 tasks of a host with array elements",
            "\n      expected   the call returns\n", "the process was ended by signal 11 (Segmentation fault)",
            "it walked an array by sizeof", "\n      rule 5     Structs begin with their size",
            "\n      look       evcam camera test ", "--only structs.stride --in-process --seed 7\n",
            "2 passed, 1 failed, 0 warnings (seed 7)",
        ] { #expect(ending.output.contains(words), "\(words) in: \(ending.output)") }
        #expect(!ending.output.contains("\nok "))
    }

    @Test func `the camera's last words are shown`() throws {
        let ending = try test(fault: "delta.twice", ["--only", "delta.twice"])
        #expect(ending.output.contains("last log   set_error(4): duplicate key"), "\(ending.output)")
        #expect(ending.output.contains("happened   shutter answered FATAL: duplicate key"))
    }

    @Test func `a check that hangs is killed`() throws {
        let ending = try test(fault: "flush.deadline", ["--only", "flush.deadline", "--timeout", "1.5"])
        #expect(ending.status == 1)
        #expect(ending.output.contains("did not come to an end within 1.5 s and was killed"), "\(ending.output)")
        #expect(ending.output.contains("done       flush (within 500 ms)"))
    }

    /// What is in the way of most checks is found by one, and costs one timeout.
    @Test(arguments: [
        ("crash", "shutter", ["life.create-destroy", "options.bad-path"]),
        ("hang", "shutter", ["life.create-destroy", "options.bad-path"]),
        ("refuse", "start", ["life.create-destroy", "options.bad-config"]),
    ])
    func `what is in the way is one failure`(fault: String, step: String, passing: [String]) throws {
        let path = try FaultyCamera.shared.get().path(nil)
        let camera = try CheckedCamera(path, fault: fault, ["--timeout", "2"])
        #expect(camera.status == 1)
        #expect(camera.ids("failed", "warning") == ["life.whole"])
        #expect(camera.results.count == CheckList.all.count)
        #expect(Set(camera.ids("passed")).isSuperset(of: passing + ["load.opens", "entry.twice", "descriptor.valid"]))
        let skipped = camera.results.filter { $0.status == "skipped" && $0.reason?.hasPrefix("not run") == true }
        #expect(skipped.count > 40)
        #expect(skipped.allSatisfy { $0.reason == "not run: life.whole has found what is in the way, in \(step)" })
        // Whoever asks for some is told why they are not run; who asks for one wants to see it.
        let some = try CheckedCamera(path, fault: fault, ["--timeout", "2", "--only", "delta"])
        #expect(some.status == 1 && some.ids("failed") == ["life.whole"] && some.ids("passed") == [])
        #expect(some.ids("skipped") == CheckList.matching("delta").map(\.id))
        let one = try CheckedCamera(path, fault: fault, ["--timeout", "1", "--only", "snapshot.empty"])
        #expect(one.ids(fault == "refuse" ? "skipped" : "failed") == ["snapshot.empty"])
    }

    @Test func `warnings fail with --strict only`() throws {
        #expect(try test(fault: "file.exports", ["--only", "file"]).status == 0)
        let strict = try test(fault: "file.exports", ["--only", "file", "--strict"])
        #expect(strict.status == 1)
        #expect(strict.output.contains("warn  file.exports"))
    }

    @Test func `in-process shows each step`() throws {
        let ending = try test(fault: "delta.twice", ["--only", "delta.twice", "--in-process"])
        #expect(ending.status == 1)
        #expect(ending.errors.contains("  - create\n  - start\n  - shutter (a delta)\n"), "\(ending.errors)")
        #expect(ending.output.contains("FAIL  delta.twice"))
    }

    @Test func `an exit is told once`() throws {
        let ending = try test(fault: "process.exit", ["--only", "process", "snapshot.empty"])
        #expect(ending.output.contains("happened   exit was called in it"), "\(ending.output)")
        #expect(ending.output.contains("skip  snapshot.empty        the camera ended the process: see process.exit"))
    }

    @Test func `mistakes on the command line are told`() throws {
        let check = try test(["--only", "delta.twise"])
        #expect(check.status == 64)
        #expect(check.errors.contains("there is no check `delta.twise`; did you mean `delta.twice`?"))
        let option = try test(["--only", "life.whole", "-o", "levl=3"])
        #expect(option.status == 64)
        #expect(option.errors.contains("-o levl: the camera has no such option; did you mean `level`?"))
        let value = try test(["--only", "life.whole", "-o", "level=12"])
        #expect(value.status == 64)
        #expect(value.errors.contains("-o level: `12` is too much; write 9 or less"), "\(value.errors)")
        let file = try Program.cameraTest("/nonexistent/camera.so")
        #expect(file.status == 66)
    }

    @Test func `options of the user's are handed over`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/out"
        let ending = try test(["--only", "life.whole", "-o", "path=\(path)", "-o", "mode=safe"])
        #expect(ending.status == 0, "\(ending.output)")
        #expect(FileManager.default.contents(atPath: path) == Data("x\nx\n".utf8))
    }

    @Test func `a JUnit report is written`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/report.xml"
        let ending = try test(fault: "text.nul", ["--only", "text", "extension", "--junit", file])
        #expect(ending.status == 1)
        let data = try #require(FileManager.default.contents(atPath: file))
        #expect(XMLParser(data: data).parse())
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains("tests=\"5\" failures=\"1\" skipped=\"0\""))
        #expect(text.contains("<testcase classname=\"text\" name=\"nul\""))
        #expect(text.contains("<failure message=\"shutter answered FATAL: a NUL in a text\">"))
    }

    @Test func `the list has every check`() throws {
        let ending = try Program.run(Program.buildFolder + "/evcam", ["camera", "test", "--list"])
        #expect(ending.status == 0)
        #expect(ending.output == CheckTable.text(CheckList.all) + "\n")
    }

    @Test func `the documentation has every check and rule`() throws {
        let page = try String(contentsOfFile: FaultyCamera.tests + "/../docs/camera-test.md", encoding: .utf8)
        #expect(page.contains(CheckTable.markdown), "docs/camera-test.md should have:\n\(CheckTable.markdown)")
        #expect(Set(CheckList.all.map(\.id)).count == CheckList.all.count)
    }
}
