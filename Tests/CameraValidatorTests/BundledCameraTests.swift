// SPDX-License-Identifier: Apache-2.0
import CameraValidator
import Foundation
import Testing

@Suite struct BundledCameraTests {
    @Test(arguments: ["console", "jsonl", "minimal"]) func `a bundled camera passes every check`(
        _ name: String
    ) throws {
        let camera = try CheckedCamera(Program.buildFolder + "/libevcam-camera-\(name).so")
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
