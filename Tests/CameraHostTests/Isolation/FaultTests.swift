// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Glibc
import Logging
import Testing
import Threads

/// Ways to die and to misbehave: who notices, and that nothing is missing afterwards.
///
/// One after the other: some take what the machine has.
@Suite(.serialized) struct FaultTests {
    private struct Run: Sendable, CustomTestStringConvertible {
        var fault: Fault
        var isInline: Bool
        var testDescription: String { "\(fault.name), \(isInline ? "inline" : "process")" }
    }

    /// All but those that are the daemon's end.
    private static let runs = Fault.all.flatMap { fault in
        if case .camera = fault.inline {
            return [Run(fault: fault, isInline: false), Run(fault: fault, isInline: true)]
        }
        return [Run(fault: fault, isInline: false)]
    }

    private static let rows = 2 * Fault.all.count

    @Test(arguments: runs) private func `only the faulty camera notices, and it misses nothing`(_ run: Run) throws {
        let fault = run.fault
        let isolation = CameraIsolation.process(
            ProcessIsolation(program: FaultyCameras.program, memory: 256 << 20, grace: .milliseconds(500)))
        let cameras = try FaultyCameras(run.isInline ? .inline : isolation)
        let mark = cameras.folder.path + "/mark"
        let details: [String: OptionValue] = ["details": .bool(true)]
        try cameras.add("neighbour", details)
        try cameras.add("inline", details) {
            $0.isolation = .inline
            $0.library = try FaultyCameras.library()
        }
        let options: [String: OptionValue] = [
            "fault": .text(fault.name), "fault_at": .int(2), "fault_mark": .text(mark),
        ]
        try cameras.add("faulty", options.merging(details) { $1 }) {
            if fault.hangs { $0.deadline = .seconds(4) }
        }
        let host = cameras.host(clock: .system)
        let cluster = Cluster(limits: Limits(maxTasks: 20), cameras: 3)
        try host.start()

        var number = 0
        func shutter() throws {
            for _ in 1...5 {
                number += 1
                try cluster.task(number % 2 == 0 ? "succeeded" : "received", number / 2, #""name": "shop.pay""#)
            }
            host.shutter(cluster.snapshot(), context: cameras.context())
            #expect(host.waitUntilIdle())
            for (camera, cursor) in host.cursors.enumerated() { cluster.state.advance(camera: camera, to: cursor) }
        }

        try shutter()
        #expect(host.reports[2].ok == 1)
        let before = MonotonicClock.now
        try shutter()
        let expected = if run.isInline, case .camera(let outcome) = fault.inline { outcome } else { fault.outcome }
        #expect(host.reports[2].retry == (expected == .missesOne ? 1 : 0))
        // As a host does, now and then; a minute is for a machine that does other things.
        while host.reports[2].ok < 2, !host.reports[2].isOff, MonotonicClock.now < before + 60 {
            usleep(20_000)
            try shutter()
        }
        let seconds = MonotonicClock.now - before
        #expect(host.close(cluster.snapshot(), context: cameras.context()).isEmpty)

        let reports = host.reports
        for report in reports[..<2] {
            #expect(report.ok == report.shutters && report.merged == 0 && report.overdue == 0, "\(report)")
            #expect(report.restarts == 0)
        }
        let truth = Replay(cameras.lines("inline"))
        #expect(Replay(cameras.lines("neighbour")) == truth)
        #expect(reports[2].isOff == (expected == .off))
        if expected != .off {
            #expect(Replay(cameras.lines("faulty")) == truth, "what it missed came")
            #expect(reports[2].restarts == (expected == .missesOne && !run.isInline && fault.name != "dawdle" ? 1 : 0))
        }
        let lines = cameras.log.lines.filter { $0.metadata["camera"] == "faulty" }.map(\.message)
        #expect(run.isInline || fault.words.isEmpty || lines.contains { $0.contains(fault.words) }, "\(lines)")
        #expect(!cameras.log.lines.contains { $0.metadata["camera"] != "faulty" && $0.level > .notice })

        let camera =
            switch expected {
            case .missesOne: "missed \(reports[2].retry), deltas complete"
            case .goesOn: "missed none, deltas complete"
            case .off: "off, as the ABI has it"
            }
        let again =
            expected == .missesOne
            ? "\((seconds * 100).rounded() / 100) s" + (fault.hangs ? ", 4 s of them its deadline" : "") : "–"
        FaultTable.shared.add(
            fault, run.isInline ? "inline" : "process",
            "\(reports[0].ok) of \(reports[0].shutters) shutters | \(camera) | \(again)",
            of: Self.rows)
    }

    @Test(
        arguments: Fault.all.filter { if case .daemon = $0.inline { true } else { false } }
    ) func `inline the daemon dies or hangs, and what others had recorded is whole`(_ fault: Fault) throws {
        let run = try DaemonRun(fault, in: TemporaryFolder())
        if case .daemon(let end) = fault.inline { #expect(run.end == end) }
        #expect(run.isWhole && run.recorded >= DaemonRun.faultAt - 1)
        // What ends at once in another way has no time for last words.
        let isSilent = ["_exit", "exec", "sigkill"].contains(fault.name)
        let isLast = run.end.contains("signal") || fault.name == "exit"
        #expect(run.namesCamera == (isLast && !isSilent))
        let words = run.namesCamera ? ", naming it" : ""
        FaultTable.shared.add(
            fault, "inline",
            "\(run.recorded) of \(run.shutters) shutters, whole; the daemon \(run.end)\(words) | – | –",
            of: Self.rows)
    }
}
