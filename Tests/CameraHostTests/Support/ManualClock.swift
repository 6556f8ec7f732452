// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Synchronization

/// A clock that stands still until it is told otherwise.
final class ManualClock: Sendable {
    private let time = Atomic<UInt64>(1_000_000_000)

    /// As the host takes it.
    var clock: HostClock { HostClock { self.time.load(ordering: .sequentiallyConsistent) } }

    func advance(seconds: UInt64) {
        time.add(seconds * 1_000_000_000, ordering: .sequentiallyConsistent)
    }
}
