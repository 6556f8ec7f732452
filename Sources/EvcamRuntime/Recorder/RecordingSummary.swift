// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Phrases

/// What a recording came to.
public struct RecordingSummary: Sendable, CustomStringConvertible {
    /// Events seen.
    public var events: UInt64
    /// `task-received` events among them.
    public var tasks: UInt64
    /// Tasks in the state at the end.
    public var tasksInMemory: Int
    /// Pictures taken.
    public var snapshots: UInt64
    /// What was lost, by cause.
    public var losses: [ShutterContext.Loss]
    /// When events may have been missed.
    public var gaps: [ShutterContext.Gap]
    /// What each camera got.
    public var cameras: [LaneReport]
    /// Cameras whose threads did not end in time.
    public var hanging: [String]
    /// Number of the last change that a picture showed.
    public var revision: UInt64
    /// Why the source failed, if it did.
    public var failure: (any Error)?

    /// Cameras that do not have all that was recorded: they were off, failed to the end, or came too late for a part.
    public var incomplete: [LaneReport] {
        cameras.filter { $0.isOff || $0.revision < revision || $0.dropped > 0 }
    }

    /// One line.
    public var description: String {
        let lanes = cameras.map { camera in
            var parts = ["\(camera.ok) delivered"]
            func add(_ count: UInt64, _ what: String) { if count > 0 { parts.append("\(count) \(what)") } }
            add(camera.merged, "merged")
            add(camera.throttled, "held back by maxrate")
            add(camera.retry, "to be tried again")
            add(camera.drop, "passed over")
            add(camera.dropped, camera.dropped == 1 ? "change dropped" : "changes dropped")
            add(camera.overdue, "late")
            add(camera.restarts, camera.restarts == 1 ? "restart of its process" : "restarts of its process")
            if camera.revision < revision, !camera.isOff { parts.append("without the last changes") }
            if camera.isOff { parts.append("then off: \(camera.lastError ?? "no reason given")") }
            if hanging.contains(camera.name) { parts.append("hangs") }
            return "\(camera.name): " + parts.joined(separator: ", ")
        }
        let causes = losses.map { "\($0.cause) \($0.count)" }.joined(separator: ", ")
        // What a camera lacks is said with the camera.
        let lost = !causes.isEmpty ? "lost: " + causes : incomplete.isEmpty ? "nothing lost" : "no event lost"
        let missed = gaps.isEmpty ? [] : ["\(Phrase.count(gaps.count, "gap")) without events"]
        return "recorded \(Phrase.count(events, "event")), \(Phrase.count(tasksInMemory, "task")) in memory, "
            + "\(Phrase.count(snapshots, "snapshot")); " + (lanes + missed + [lost]).joined(separator: "; ")
    }
}
