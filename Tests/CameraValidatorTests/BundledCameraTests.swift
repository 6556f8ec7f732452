// SPDX-License-Identifier: Apache-2.0
import CameraValidator
import Foundation
import Glibc
import Testing

@Suite struct BundledCameraTests {
    @Test(arguments: ["console", "exec", "jsonl", "minimal", "sqlite"]) func `a bundled camera passes every check`(
        _ name: String
    ) throws {
        let folder = try TemporaryFolder()
        let program = folder.path + "/program.sh"
        let text = """
            #!/bin/sh
            while read -r line; do case $line in '{"kind":"end"'* | '{"kind":"cleanup"'*) echo ok ;; esac; done
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: program))
        chmod(program, 0o700)
        let camera = try CheckedCamera(
            Program.buildFolder + "/libevcam-camera-\(name).so", name == "exec" ? ["-o", "command=\(program)"] : [])
        for result in camera.results where result.status == "failed" {
            Issue.record("\(name): \(result)")
        }
        #expect(camera.status == 0)
        #expect(camera.results.count == CheckList.all.count)
        // Swift's build exports the names of all that is public; nothing else is worth a word.
        #expect(camera.ids("warning").filter { $0 != "file.exports" } == [])
        // What a camera does not have cannot be checked; nothing else is left out.
        for result in camera.results where result.status == "skipped" {
            #expect(
                result.reason?.contains("the camera has no ") == true
                    || result.reason?.contains("no option of the camera") == true
                    || result.reason?.contains("no path could") == true,
                "\(name): \(result)")
        }
    }
}
