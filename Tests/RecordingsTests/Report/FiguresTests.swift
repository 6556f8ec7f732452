// SPDX-License-Identifier: Apache-2.0

import Recordings
import Testing

/// What a report counts.
@Suite struct FiguresTests {
    @Test func `percentiles are off by one percent at most`() throws {
        var histogram = RuntimeHistogram()
        #expect(histogram.percentiles([0.5]) == nil)
        // From a microsecond to a day, in steps of a thousandth.
        let values = (0..<25_000).map { 1e-6 * exp1001($0) }
        for value in values.shuffled() { histogram.add(value) }
        for share in [0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1] {
            let exact = values[max(0, Int((share * Double(values.count)).rounded(.up)) - 1)]
            let found = try #require(histogram.percentiles([share])?.first)
            #expect(abs(found / exact - 1) < 0.0101)
        }
        #expect(histogram.count == 25_000)
        #expect(histogram.longest == values.last)
    }

    private func exp1001(_ power: Int) -> Double {
        var (result, base, rest) = (1.0, 1.001, power)
        while rest > 0 {
            if rest % 2 == 1 { result *= base }
            base *= base
            rest /= 2
        }
        return result
    }

    @Test func `odd runtimes do no harm`() {
        var histogram = RuntimeHistogram()
        for value in [Double.nan, -.infinity, .infinity, -1, 0, 3] { histogram.add(value) }
        #expect(histogram.count == 2)
        #expect(histogram.percentiles([1]) == [3])
    }

    @Test(arguments: [
        (0.0, 0.001, 1), (22.5, 0.2, 120), (3_600, 30, 121), (86_400, 900, 120), (0.004, 0.001, 10),
        (40_000_000, 604_800, 120),
    ])
    func `parts of time have round borders, and are not too many`(length: Double, width: Double, most: Int) {
        let bins = TimeBins(TimeSpan(from: 1_767_322_800, until: 1_767_322_800 + length))
        #expect(bins.width == width)
        #expect(bins.count <= most)
        #expect(bins.index(1_767_322_800) != nil)
        #expect(bins.index(1_767_322_800 + length) != nil)
        #expect(bins.index(bins.from - 1) == nil)
        #expect(bins.index(.nan) == nil)
    }

    @Test(arguments: SampleRecording.Kind.allCases)
    func `a report counts the same whatever the recording is made of`(kind: SampleRecording.Kind) throws {
        let figures = try ReportFigures(try SampleRecording.shop.make(kind).open(), TaskQuery(), madeAt: 0)
        #expect(figures.count == 12)
        #expect(figures.span == TimeSpan(from: SampleRecording.start + 0.5, until: SampleRecording.start + 12.25))
        #expect(figures.states.first?.name == "SUCCESS")
        #expect(figures.states.first?.count == 6)
        #expect(figures.outcomes.map { $0.reduce(0, +) } == [6, 0, 1, 1, 0])
        #expect(figures.received.reduce(0, +) == 12)
        #expect(figures.types.first?.name == "shop.pay")
        #expect(figures.types.first?.count == 5)
        #expect(figures.types.first?.failed == 1)
        #expect(Set(figures.exceptions.map(\.name)) == ["ValueError", "OSError"])
        #expect(figures.workers.map(\.hostname) == ["w0@a", "w1@a"])
        #expect(figures.workers.map(\.tasks) == [5, 5])
        #expect(figures.workers.first?.busy == 3)
        #expect(figures.workers.map { $0.worker?.isAlive } == [true, false])
        #expect(figures.longest.first?.runtime == 1.5)
        #expect(figures.longest.count == 6)
        #expect(figures.mostRetried.map(\.retries) == [3])
        #expect(figures.gaps.count == 1)
        #expect(figures.hasWorkerTimes)
    }

    @Test func `workers are alive from sample to sample`() throws {
        let figures = try ReportFigures(try SampleRecording.shop.make(.sqlite).open(), TaskQuery(), madeAt: 0)
        let worker = try #require(figures.workers.first)
        #expect(worker.aliveFor == 7.5)
        #expect(worker.load.compactMap { $0 }.max() == 2.5)
        let end = try #require(figures.span?.until)
        #expect(worker.uptime(until: end).map { abs($0 - 7.5 / 12.25) < 1e-9 } == true)
    }
}
