// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Testing

@Suite struct TokenBucketTests {
    @Test func `it starts full, holds one token, and refills with time`() throws {
        #expect(try passed("1/m", at: [100, 100, 159, 160, 10_000, 10_001]) == [100, 160, 10_000])
    }

    @Test func `being full for long lets nothing pass too early`() throws {
        #expect(try passed("1/m", at: [0, 119, 121, 178, 179]) == [0, 119, 179])
    }

    @Test(arguments: [0, 1_795_415_286.924_266]) func `ten tenths of a second are a second`(start: Double) throws {
        let times = (0..<1000).map { start + Double($0) * 0.1 }
        #expect(try passed("1/s", at: times) == stride(from: 0, to: 1000, by: 10).map { times[$0] })
    }

    @Test func `a clock that is set back refills nothing, and then goes on`() throws {
        #expect(try passed("1/s", at: [1000, 10, 10.5, 11]) == [1000, 11])
    }

    @Test func `an infinite rate holds nothing back`() throws {
        #expect(try passed("inf", at: [1, 1, 0]) == [1, 1, 0])
    }

    private func passed(_ rate: String, at times: [Double]) throws -> [Double] {
        var bucket = TokenBucket(try Rate(parsing: rate))
        return times.filter { bucket.consume(at: $0) }
    }
}
