// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Testing

@Suite struct RateTests {
    @Test(arguments: [
        ("10/s", 10.0), ("2/m", 2 / 60.0), ("1/h", 1 / 3600.0), ("5", 5), ("0.5", 0.5), ("1/", 1), ("10 /s", 10),
        (" 10/s", 10), ("1e3/s", 1000), ("inf", .infinity),
    ]) func `Celery's grammar is read`(text: String, perSecond: Double) throws {
        #expect(try Rate(parsing: text).perSecond == perSecond)
        #expect(try Rate(perSecond: perSecond).perSecond == perSecond)
    }

    @Test func `a description is read again`() throws {
        let rate = try Rate(parsing: "2/m")
        #expect(try Rate(parsing: rate.description) == rate)
    }

    @Test(arguments: [
        ("1/M", "maxrate '1/M' has the unit 'M'; the units are `s`, `m` and `h`, as in `30/m`"),
        ("1/x", "maxrate '1/x' has the unit 'x'; the units are `s`, `m` and `h`, as in `30/m`"),
        (" 10/s ", "maxrate ' 10/s ' has the unit 's '; the units are `s`, `m` and `h`, as in `30/m`"),
        ("abc", "maxrate 'abc' does not begin with a number; write for example `10/s`, `2/m` or `1/h`"),
        ("/s", "maxrate '/s' does not begin with a number; write for example `10/s`, `2/m` or `1/h`"),
        ("", "maxrate '' does not begin with a number; write for example `10/s`, `2/m` or `1/h`"),
        ("0x10", "maxrate '0x10' does not begin with a number; write for example `10/s`, `2/m` or `1/h`"),
        ("0", "maxrate '0' would allow no picture; write a rate over 0 such as `1/h`, or leave maxrate out"),
        ("-1/s", "maxrate '-1/s' would allow no picture; write a rate over 0 such as `1/h`, or leave maxrate out"),
        ("nan", "maxrate 'nan' would allow no picture; write a rate over 0 such as `1/h`, or leave maxrate out"),
    ]) func `what Celery crashes on is refused with the remedy`(text: String, message: String) {
        let error = #expect(throws: PolaroidError.self) { try Rate(parsing: text) }
        #expect(error?.description == message)
    }
}
