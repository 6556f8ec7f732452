// SPDX-License-Identifier: Apache-2.0
import CIsolation
import CameraABI
import Logging
import Synchronization

/// Services in a camera's own process: what is said goes to the host, and nothing of it ever waits.
final class HelperBackstage: Backstage {
    private let level: Int
    private let control: UnsafeMutableRawPointer
    private let frames: HelperFrames
    /// Reports for which the socket had no room.
    private let lost = Atomic<UInt32>(0)

    /// - Parameters:
    ///   - level: place of the lowest level that is wanted.
    ///   - control: the control page.
    ///   - frames: what the camera may keep.
    init(level: Int, control: UnsafeMutableRawPointer, _ frames: HelperFrames) {
        self.level = level
        self.control = control
        self.frames = frames
    }

    func log(_ level: Logger.Level, _ message: String, _ attributes: [(String, String)]) {
        send(.log(level, message, attributes))
    }

    func wants(_ level: Logger.Level) -> Bool { level.place >= self.level }

    func metric(_ name: String, _ value: Double) { send(.metric(name, value)) }

    var isCancelled: Bool { ciso_load(control) != 0 }

    func retain(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool { frames.retain(snapshot) }

    func release(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool { frames.release(snapshot) }

    private func send(_ report: HelperReport) {
        let owed = lost.exchange(0, ordering: .relaxed)
        if owed > 0, !isSent(.lost(owed)) { lost.add(owed, ordering: .relaxed) }
        if !isSent(report) { lost.add(1, ordering: .relaxed) }
    }

    private func isSent(_ report: HelperReport) -> Bool {
        let message = report.encoded()
        return ciso_send(CISO_REPORTS_FD, message, message.count, nil, 0, 1) == 0
    }
}
