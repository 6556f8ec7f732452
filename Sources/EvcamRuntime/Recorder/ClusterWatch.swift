// SPDX-License-Identifier: Apache-2.0
import ClusterState
import EventSources
import Logging

/// Watches over a live cluster: what was missed, and whether its workers send task events.
///
/// Confined to the intake thread.
final class ClusterWatch {
    private let enablesEvents: Bool
    private let logger: Logger
    private var meter = GapMeter()
    private var taskEvents = TaskEventWatch()
    private var enabler = EventEnabler()
    private var isConnected = false
    private var commands: [ControlCommand] = []

    init(_ configuration: Configuration, logger: Logger) {
        enablesEvents = configuration.enableEvents
        self.logger = logger
    }

    /// When events may have been missed.
    var gaps: [ShutterContext.Gap] { meter.gaps }

    /// Gaps by cause, and events that were missed while connected.
    var losses: [String: UInt64] { meter.lossCounts }

    /// Nobody recorded since the last message on the tape.
    func wasNotRunning(since last: Double, isKept: Bool, _ state: ClusterState) {
        meter.disconnected(lastHeard: last, cause: "not_running", isKept: isKept, state: state)
    }

    func connected(_ subscription: Subscription, _ state: ClusterState) {
        isConnected = true
        meter.connected(at: subscription.time, state: state)
        if enablesEvents { commands += enabler.connected(at: subscription.time) }
    }

    func disconnected(_ disconnection: Disconnection, _ state: ClusterState) {
        isConnected = false
        meter.disconnected(
            lastHeard: disconnection.lastHeard, cause: disconnection.error.kind.rawValue,
            isKept: disconnection.isKept, state: state)
    }

    /// The recording ends: gaps that are not measured yet are told all the same.
    func end(_ now: Double, _ state: ClusterState) {
        meter.end(now: now, state: state)
        for line in meter.takeLines() { logger.warning("\(line)") }
    }

    /// Looks at what has come; to be called about once a second.
    /// - Returns: what is to be sent to workers.
    func look(_ now: Double, _ state: ClusterState) -> [ControlCommand] {
        meter.observe(now: now, state: state)
        for line in meter.takeLines() { logger.warning("\(line)") }
        let joined = state.takeJoinedWorkers()
        if let line = taskEvents.observe(now: now, isConnected: isConnected, state: state) { logger.warning("\(line)") }
        if enablesEvents, isConnected { commands += enabler.observe(now: now, joined: joined) }
        defer { commands = [] }
        return commands
    }
}
