// SPDX-License-Identifier: Apache-2.0

import Recordings
import Testing

/// What stands in a recording beside its tasks.
@Suite struct RecordingTests {
    @Test(arguments: SampleRecording.Kind.allCases)
    func `workers, epochs, losses and gaps`(kind: SampleRecording.Kind) throws {
        let recording = try SampleRecording.shop.make(kind).open()
        #expect(recording.kind == kind.rawValue)
        let workers = try recording.workers()
        #expect(workers.map(\.hostname) == ["w0@a", "w1@a"])
        #expect(workers.map(\.isAlive) == [true, false])
        #expect(workers[1].isOffline)
        #expect(workers[0].load15 == 0.125)
        #expect(workers[0].lastHeartbeat == SampleRecording.start + 10)
        #expect(workers[0].software == "py-celery 5.6.3 Linux")
        #expect(workers[0].isAlive(at: SampleRecording.start + 14))
        #expect(!workers[0].isAlive(at: SampleRecording.start + 15))
        let epochs = try recording.epochs()
        #expect(epochs.count == 1)
        #expect(epochs.first?.cluster == "production")
        #expect(epochs.first?.from == SampleRecording.start + 4)
        #expect(epochs.first?.until == SampleRecording.start + 12)
        #expect(epochs.first?.snapshots == 3)
        #expect(epochs.first?.eventCount == 30)
        #expect(epochs.first?.isFinished == true)
        #expect(epochs.first?.losses == ["undecodable": 2])
        let gaps = try recording.gaps()
        #expect(gaps.count == 1)
        #expect(gaps.first?.cause == "connection_lost")
        #expect(gaps.first?.until == SampleRecording.start + 6)
        #expect(gaps.first?.atLeast == 3)
        #expect(gaps.first?.atMost == nil)
        #expect(recording.remarks.isEmpty)
    }

    @Test(arguments: SampleRecording.Kind.allCases)
    func `the span is that of events, by evcam's clock, back to the first`(kind: SampleRecording.Kind) throws {
        var sample = SampleRecording.shop
        // A sender whose clock is a day slow does not count.
        sample.tasks[3]["received"] = .time(SampleRecording.start - 86_400)
        let recording = try sample.make(kind).open()
        let span = try #require(try recording.span(TaskQuery()))
        #expect(span.from == SampleRecording.start + 0.5)
        #expect(span.until == SampleRecording.start + 12.25)
        var none = TaskQuery()
        none.states = ["NONE"]
        #expect(try recording.span(none) == nil)
    }

    @Test(arguments: [SampleRecording.Kind.sqlite, .postgres])
    func `histories are read where there are some`(kind: SampleRecording.Kind) throws {
        let recording = try SampleRecording.shop.make(kind).open()
        let states = try #require(try recording.transitions(of: "00000007-0000-4000-8000-000000000000"))
        #expect(states.map(\.state) == ["RECEIVED", "STARTED", "FAILURE"])
        #expect(states.last?.at == SampleRecording.start + 7)
        #expect(try recording.transitions(of: "nobody") == nil)
        var samples: [WorkerSample] = []
        #expect(try recording.workerSamples { samples.append($0) })
        #expect(samples.map(\.isAlive) == [true, true, false])
        #expect(samples.map(\.load1) == [0.5, 1.5, 2.5])
    }
}
