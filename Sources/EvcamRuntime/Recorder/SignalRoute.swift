// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Leads signals to the recorder, which comes into being after them.
package final class SignalRoute: Sendable {
    private struct Ends {
        var stop: (@Sendable () -> Void)?
        var takePicture: (@Sendable () -> Void)?
        var early: SignalRequests = []
    }

    private let ends = Mutex(Ends())

    package init() {}

    /// The recorder is there; what was asked for before reaches it now.
    package func connect(stop: @escaping @Sendable () -> Void, takePicture: @escaping @Sendable () -> Void) {
        let early = ends.withLock { ends in
            ends.stop = stop
            ends.takePicture = takePicture
            return ends.early
        }
        pass(early)
    }

    /// Hands on what is asked for.
    package func pass(_ requests: SignalRequests) {
        let (stop, takePicture) = ends.withLock { ends in
            if ends.stop == nil { ends.early.formUnion(requests) }
            return (ends.stop, ends.takePicture)
        }
        if requests.contains(.stop) { stop?() }
        if requests.contains(.picture) { takePicture?() }
    }
}
