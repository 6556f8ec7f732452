// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Glibc
import Testing

struct TwelveCamerasTests {
    @Test func `one that errs, one that blocks, one that retries and one that dies leave the others every shutter`()
        throws
    {
        let cameras = try FaultyCameras()
        let (announce, gate) = (Gate(), Gate())
        for number in 1...8 { try cameras.add("good\(number)") }
        try cameras.add("erring", ["answer": .int(2), "error": .text("never works")])
        try cameras.add("blocked", ["announce": .int(Int64(announce.writeEnd)), "gate": .int(Int64(gate.readEnd))])
        try cameras.add("retrying", ["retry": .int(10)])
        try cameras.add("dying", ["fatal_at": .int(3)])
        let host = cameras.host()
        try host.start()
        let shutters = 20
        for number in 1...shutters {
            host.shutter(cameras.state.snapshot(at: Double(number)), context: cameras.context())
            if number == 1 { announce.wait() }
            // All but the blocked one have answered.
            while host.reports.enumerated().contains(where: { index, report in
                index != 9 && !report.isOff && report.shutters < number
            }) { sched_yield() }
        }
        gate.open(times: 2)
        #expect(host.close().isEmpty)

        let reports = host.reports
        for report in reports.prefix(8) {
            #expect((report.shutters, report.ok, report.merged) == (20, 20, 0))
            let numbers = cameras.lines(report.name).filter { $0.hasPrefix("shutter") }.map {
                $0.split(separator: " ")[1]
            }
            #expect(numbers == (1...shutters).map { "\($0)" })
        }
        #expect((reports[8].drop, reports[8].lastError) == (20, "never works"))
        #expect((reports[9].shutters, reports[9].ok, reports[9].merged) == (2, 2, 18))
        #expect((reports[10].retry, reports[10].ok) == (10, 10))
        #expect((reports[11].shutters, reports[11].ok, reports[11].fatal, reports[11].isOff) == (3, 2, 1, true))
        #expect(host.active == 0b0111_1111_1111)
    }
}
