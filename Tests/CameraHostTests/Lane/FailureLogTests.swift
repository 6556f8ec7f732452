// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CameraHost

/// Which failures are heard.
struct FailureLogTests {
    private static let second: UInt64 = 1_000_000_000
    private var log = FailureLog()

    /// Numbers of the failures in one row that were loud.
    private mutating func row(of failures: Int, at second: UInt64 = 0) -> [Int] {
        let loud = (1...failures).map { _ in log.failed(now: second * Self.second) }.filter(\.isLoud)
        #expect(log.succeeded() == failures && log.inRow == 0)
        return loud.map(\.number)
    }

    @Test mutating func `a long row is told at ever longer intervals`() {
        #expect(row(of: 1000) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
    }

    @Test mutating func `rows that follow each other are told once a minute`() {
        let heard = (0..<600).filter { row(of: 1, at: UInt64($0)) == [1] }
        #expect(heard == [0, 1, 2, 3, 4, 60, 120, 180, 240, 300, 360, 420, 480, 540])
    }

    @Test mutating func `what was passed over is said with the next`() {
        for second in 0..<60 {
            let remark = log.failed(now: UInt64(second) * Self.second).remark
            #expect(
                remark
                    == (second == 4 ? "; as it fails often, only one of its failures a minute is logged" : ""))
            _ = log.succeeded()
        }
        #expect(log.failed(now: 600 * Self.second).remark == "; 55 more before, not logged")
    }

    @Test mutating func `a row that does not end is heard, whatever was before`() {
        for _ in 1...20 { _ = row(of: 1) }
        #expect(row(of: 40) == [8, 16, 32])
    }

    @Test mutating func `failures that are rare are all heard`() {
        for minute in 0..<100 { #expect(row(of: 3, at: UInt64(minute) * 61) == [1, 2]) }
    }
}
