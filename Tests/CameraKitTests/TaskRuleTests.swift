// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Testing

struct TaskRuleTests {
    @Test func `ages make the times before which tasks are too old`() {
        let ages = TaskAges()
        #expect(
            ages.expired(at: 1_000_000) == [
                TaskAges.Expiry(states: ["SUCCESS"], before: 913_600),
                TaskAges.Expiry(states: ["RETRY", "FAILURE", "REVOKED"], before: 740_800),
            ])
        #expect(ages.pendingCutoff(at: 1_000_000) == 568_000)
        #expect(ages.historyCutoff(at: 10_000_000) == 7_408_000)
    }

    @Test func `states have the ranks that Celery gives them`() {
        #expect(TaskPrecedence.rank(of: "SUCCESS") == 0)
        #expect(TaskPrecedence.rank(of: "PENDING") == 8)
        #expect(TaskPrecedence.rank(of: "PROGRESS") == 2)
        #expect(TaskPrecedence.rank(of: "REVOKED") == 3)
    }

    @Test(arguments: [
        ("2026-01-02T03:04:05.678901+00:00", 1_767_323_045.678901),
        ("2026-01-02T03:04:05Z", 1_767_323_045),
        ("2026-01-02T03:04:05", 1_767_323_045),
        ("2026-01-02 03:04+02:00", 1_767_315_840),
        ("2024-02-29T23:59:59.5-0330", 1_709_263_799.5),
        ("1969-12-31", -86_400),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
    ])
    func `times are read as Python writes them`(text: String, seconds: Double) {
        #expect(ISO8601Time(Array(text.utf8))?.unixSeconds == seconds)
    }

    @Test(arguments: [
        "", "soon", "2026-13-01", "2025-02-29", "2026-01-02T24:00:00", "2026-01-02T03", "2026-01-02T03:04:05.",
        "2026-01-02T03:04:05+", "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05Z ", "0000-01-01",
        "2026-01-02T03:04:05.67890100000000000000000000000", "2026-01-02x",
    ])
    func `what is no time is none`(text: String) {
        #expect(ISO8601Time(Array(text.utf8)) == nil)
    }
}
