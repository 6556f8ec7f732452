// SPDX-License-Identifier: Apache-2.0

import EventSources
import Testing

@Suite struct ReplaySpeedTests {
    @Test(arguments: [
        ("max", ReplaySpeed.max), ("10x", .factor(10)), ("0.5x", .factor(0.5)), ("10", .factor(10)),
        ("1x", .recorded),
    ])
    func `speeds are read`(text: String, speed: ReplaySpeed) throws {
        #expect(try ReplaySpeed(parsing: text) == speed)
        #expect(try ReplaySpeed(parsing: speed.description) == speed)
    }

    @Test(arguments: ["", "x", "0", "0x", "-1x", "inf", "nan", "1e3", "0x10", "fast", "10 x", "Max", "1.2.3"])
    func `what is no speed is refused with the remedy`(text: String) {
        let error = #expect(throws: ReplaySpeedError.self) { try ReplaySpeed(parsing: text) }
        #expect(error?.description.hasPrefix("'\(text)' is no replay speed; write") == true)
    }
}
