// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CameraHost
@testable import EvcamRuntime

/// What the status line says of cameras.
struct StatusLinesTests {
    @Test func `only cameras in trouble are named, with what their trouble is`() {
        var camera = LaneReport(name: "disk", camera: "jsonl")
        #expect(StatusLines.trouble(camera) == nil)
        camera.lastError = "disk full"
        #expect(StatusLines.trouble(camera) == nil)
        camera.failuresInRow = 1
        #expect(StatusLines.trouble(camera) == "`disk` fails (1 failure in a row: disk full)")
        (camera.failuresInRow, camera.isBreakerOpen) = (7, true)
        #expect(
            StatusLines.trouble(camera) == "`disk` fails, as its process keeps ending (7 failures in a row: disk full)")
        camera.isOff = true
        #expect(StatusLines.trouble(camera) == "`disk` is off")
    }
}
