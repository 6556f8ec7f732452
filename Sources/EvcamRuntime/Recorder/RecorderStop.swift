// SPDX-License-Identifier: Apache-2.0
import CameraHost
import EventSources
import Glibc
import Synchronization

/// How other threads reach a running recorder.
final class RecorderStop: Sendable {
    private let requests = Atomic<UInt8>(0)
    private let doorbell: Doorbell
    private let host: CameraHost

    init(doorbell: Doorbell, host: CameraHost) {
        self.doorbell = doorbell
        self.host = host
    }

    func stop() {
        ask(.stop)
        // A replay at full speed waits for its cameras; one that hangs must not keep us.
        host.interrupt()
    }

    func takePicture() {
        ask(.picture)
    }

    private func ask(_ request: SignalRequests) {
        requests.bitwiseOr(request.rawValue, ordering: .acquiringAndReleasing)
        doorbell.ring()
    }

    /// What was asked for since the last call.
    func take() -> SignalRequests {
        if requests.load(ordering: .relaxed) == 0 { return [] }
        return SignalRequests(rawValue: requests.exchange(0, ordering: .acquiringAndReleasing))
    }

    /// Waits that many seconds, or until somebody asks for something.
    func wait(_ seconds: Double) {
        var descriptor = pollfd(fd: doorbell.fileDescriptor, events: Int16(POLLIN), revents: 0)
        // Silenced before the requests are looked at: one that comes in between rings again, or is seen.
        if poll(&descriptor, 1, Int32((seconds * 1000).rounded(.up))) > 0 { doorbell.silence() }
    }
}
