// SPDX-License-Identifier: Apache-2.0

/// A host's clock and ours are apart (`celery.events.state`: "Substantial drift from …").
public struct DriftWarning: Sendable, Equatable {
    /// The node.
    public var hostname: String
    /// How many seconds they are apart.
    public var drift: Int
    /// What the event says, UNIX seconds.
    public var timestamp: Double
    /// When it came, UNIX seconds.
    public var localReceived: Double
}

/// Which hosts have been warned about: once each, the last 1,000 are remembered.
struct DriftLog {
    /// `HEARTBEAT_DRIFT_MAX`, seconds.
    static let limit = 16
    private static let remembered = 1000

    private var warned: Set<UInt32> = []
    private var sequence: [UInt32] = []
    /// What nobody has fetched yet.
    var pending: [DriftWarning] = []

    mutating func warn(host: UInt32, _ warning: @autoclosure () -> DriftWarning) {
        guard warned.insert(host).inserted else { return }
        sequence.append(host)
        if sequence.count > Self.remembered { warned.remove(sequence.removeFirst()) }
        pending.append(warning())
    }

    mutating func forgetTexts() {
        warned = []
        sequence = []
    }
}
