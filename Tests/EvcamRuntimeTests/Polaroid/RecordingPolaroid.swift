// SPDX-License-Identifier: Apache-2.0

@testable import EvcamRuntime

/// A subclass that keeps what happened to it.
final class RecordingPolaroid: Polaroid {
    struct Trouble: Error {}

    var calls: [String] = []
    var times: [Double] = []
    var mustThrow = false

    override func onShutter(_ shutter: Shutter) throws {
        calls.append("shutter \(shutter.occasion)")
        times.append(timer.now)
        if mustThrow { throw Trouble() }
    }

    override func onCleanup() throws {
        calls.append("cleanup")
        if mustThrow { throw Trouble() }
    }

    override func clearState() { calls.append("clear") }
}
