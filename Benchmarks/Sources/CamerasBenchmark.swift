// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState

/// What intake does for cameras that have nothing to do: a cursor each, which follows every shutter.
struct CamerasBenchmark {
    static let eventsPerShutter: UInt64 = 10_000

    let path: String
    let maxTasks: Int
    let cameras: Int

    func run() throws {
        let state = ClusterState(limits: Limits(maxTasks: maxTasks), cameras: cameras)
        var receiver = EventReceiver(localize: false)
        var next = Self.eventsPerShutter
        let decoder = EventDecoder { batch in
            receiver.receive(batch)
            state.apply(batch)
            guard state.eventCount >= next else { return }
            next = state.eventCount + Self.eventsPerShutter
            let revision = state.snapshot(at: 0).revision
            for camera in 0..<cameras {
                state.settle(camera: camera, outstanding: nil)
                state.advance(camera: camera, to: revision)
            }
        }
        let seconds = try Recording(path: path).feed(decoder)
        report("intake_ns", seconds / Double(state.eventCount) * 1e9)
    }
}
