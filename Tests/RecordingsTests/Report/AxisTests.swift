// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Recordings

/// Marks on axes.
@Suite struct AxisTests {
    private static func time(_ from: Double, _ length: Double, _ most: Int = 8) -> TimeAxis {
        TimeAxis(TimeSpan(from: from, until: from + length), from: 0, until: 100, mostTicks: most)
    }

    private static let times: [(Double, Double, [String])] = [
        (1_767_322_800.0, 22.5, ["03:00:00", "03:00:05", "03:00:10", "03:00:15", "03:00:20"]),
        (
            1_767_322_800, 0.5,
            ["03:00:00.000", "03:00:00.100", "03:00:00.200", "03:00:00.300", "03:00:00.400", "03:00:00.500"]
        ),
        (1_767_390_000, 43_200, ["22:00", "3 Jan", "02:00", "04:00", "06:00", "08:00"]),
        (1_767_322_800, 5 * 86_400, ["3 Jan", "4 Jan", "5 Jan", "6 Jan", "7 Jan"]),
        (1_767_322_800, 40 * 86_400, ["5 Jan", "12 Jan", "19 Jan", "26 Jan", "2 Feb", "9 Feb"]),
        (1_767_322_800, 200 * 86_400, ["Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026"]),
        (1_767_322_800, 1_500 * 86_400, ["2027", "2028", "2029", "2030"]),
    ]

    @Test(arguments: times)
    func `times are marked where people look for them`(from: Double, length: Double, labels: [String]) {
        #expect(Self.time(from, length).ticks.map(\.label) == labels)
    }

    @Test(arguments: [0.0, 1e-3, 1, 59, 3_601, 86_401, 1e6, 1e8, 1e10])
    func `times have few marks, whatever the span, and all of them in it`(length: Double) {
        for most in [3, 5, 10] {
            let axis = Self.time(1_767_322_811.5, length, most)
            #expect(axis.ticks.count <= most + 1)
            for tick in axis.ticks { #expect((0...100).contains(axis.place(tick.time))) }
        }
    }

    private static let numbers: [(Double, [Double])] = [
        (0.0, [0.0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]), (42, [0, 20, 40, 60]),
        (17_400, [0, 5_000, 10_000, 15_000, 20_000]),
    ]

    @Test(arguments: numbers)
    func `numbers are marked in steps of 1, 2 or 5`(highest: Double, ticks: [Double]) {
        let axis = NumberAxis(highest: highest, from: 100, until: 0)
        #expect(axis.ticks == ticks)
        #expect(axis.place(0) == 100)
        #expect(axis.place(axis.limit) == 0)
    }

    @Test func `durations are marked by powers of ten, in people's units`() {
        let axis = DurationAxis([0.0004, 12], from: 0, until: 100, mostTicks: 9)
        #expect(axis.ticks.map(\.label) == ["100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s", "1 min"])
        #expect(axis.place(1e-9) == 0)
        #expect(axis.place(1e9) == 100)
        #expect(DurationAxis([1, 1], from: 0, until: 1, mostTicks: 5).ticks.count == 2)
        #expect(DurationAxis([], from: 0, until: 1, mostTicks: 5).ticks.count >= 2)
        #expect(DurationAxis([1e12], from: 0, until: 1, mostTicks: 5).ticks.count >= 1)
    }

    @Test func `coordinates are short`() {
        #expect(
            [0, 1.5, -0.004, 12.345, -3.1, .nan, 1e300].map(Markup.coordinate) == [
                "0", "1.5", "0", "12.35", "-3.1", "0", "0",
            ])
    }

    @Test(arguments: [
        ("ValueError('x')", "ValueError"), ("a.b.Error(\"(\")", "a.b.Error"), ("Timeout", "Timeout"), ("", "(unknown)"),
        ("it broke: (1)", "it broke: (1)"), ("two\nlines", "two…"), ("<script>('x')", "<script>('x')"),
    ])
    func `exceptions are told apart by their class`(text: String, name: String) {
        #expect(ExceptionFigures.name(of: text) == name)
    }
}
