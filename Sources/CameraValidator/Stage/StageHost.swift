// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost
import Glibc
import Threads

/// What the stage offers one camera instance, and what the instance made of it.
final class StageHost: Sendable {
    /// What is written down.
    struct Record {
        /// The reason given for the answer of the running call.
        var reason: String?
        /// What the rules about threads and times forbid.
        var misplaced: [String] = []
        /// What the rules about retain and release forbid.
        var unbalanced: [String] = []
        /// Snapshots that are held, and how often.
        var held: [UnsafeRawPointer: Int] = [:]
        /// Which of the instance's functions runs.
        var call: String?
        /// Whether the instance is gone.
        var isOver = false
        /// What `cancelled` answers.
        var isCancelled = false
        /// What waits for its release before it is taken away.
        var waiting: [UnsafeRawPointer: StageMemory] = [:]
    }

    private static let maxHeld = 2
    // Pages and the struct are written here once, before the camera sees them.
    nonisolated(unsafe) let table: UnsafePointer<evcam_host>
    nonisolated(unsafe) private let memory: StageMemory
    let record = Monitor(Record())
    private let thread = pthread_self()
    private let trace: Trace
    private let folder: String

    /// Made on the instance's thread.
    init(_ trace: Trace, name: String, folder: String, layout: StageLayout) {
        self.trace = trace
        self.folder = folder
        memory = StageMemory(isGuarded: layout.isGuarded)
        var host = evcam_host()
        host.size = UInt32(MemoryLayout<evcam_host>.size + layout.structPadding)
        host.abi_minor = HostVersion.abiMinor
        host.version = memory.text(HostVersion.text)
        host.name = memory.text(name)
        host.cluster = memory.text("evcam-test")
        host.data_dir = memory.text(folder)
        host.log = { StageHost.of($0)?.log($1, $2, $3, $4) }
        host.set_error = { StageHost.of($0)?.setError($1, $2) }
        host.metric = { _ = ($2, StageHost.of($0)?.note("metric", $1)) }
        host.cancelled = { StageHost.of($0)?.record.withLock { $0.isCancelled } == false ? 0 : 1 }
        host.retain = { StageHost.of($0)?.retain($1) ?? CameraResult.retry.rawValue }
        host.release = { StageHost.of($0)?.release($1) }
        host.make_data_dir = { StageHost.of($0)?.makeFolder() ?? CameraResult.fatal.rawValue }
        host.get_extension = { _, _ in nil }
        // What `context` points to is this object, which the staged camera keeps.
        let place = memory.place(host, padding: layout.structPadding)
        table = place
        UnsafeMutablePointer(mutating: place).pointee.context = Unmanaged.passUnretained(self).toOpaque()
        if layout.access == .readOnly { memory.makeReadOnly() }
    }

    private static func of(_ host: UnsafePointer<evcam_host>?) -> StageHost? {
        guard let context = host?.pointee.context else { return nil }
        return Unmanaged<StageHost>.fromOpaque(context).takeUnretainedValue()
    }

    /// Notes that a call begins.
    func begin(_ call: String) {
        record.withLock { record in
            record.call = call
            record.reason = nil
        }
    }

    /// Notes that it ended; answers what it said with `set_error`.
    func end() -> String? {
        record.withLock { record in
            record.call = nil
            defer { record.reason = nil }
            return record.reason
        }
    }

    private func log(
        _ level: evcam_log_level, _ message: evcam_string, _ attributes: UnsafePointer<evcam_attribute>?,
        _ count: UInt64
    ) {
        note("log", message)
        var line = message.string(atMost: 4096) ?? ""
        for index in 0..<Int(min(attributes == nil ? 0 : count, 64)) {
            guard let attribute = attributes?[index] else { break }
            let value: String =
                switch attribute.kind {
                case EVCAM_VALUE_STRING, EVCAM_VALUE_JSON: attribute.text.string(atMost: 1024) ?? ""
                case EVCAM_VALUE_DOUBLE: "\(attribute.number)"
                default: "\(attribute.integer)"
                }
            line += " \(attribute.name.string(atMost: 256) ?? "?")=\(value)"
        }
        trace.log(line)
        if level > EVCAM_LOG_CRITICAL {
            record.withLock { $0.misplaced.append("it called log with the level \(level), which is none") }
        }
    }

    private func setError(_ code: evcam_result, _ message: evcam_string) {
        mustBeOnThread("set_error")
        let text = message.string(atMost: 4096)
        trace.log("set_error(\(code)): \(text ?? "")")
        record.withLock { $0.reason = text }
    }

    private func note(_ function: String, _ text: evcam_string) {
        record.withLock { record in
            if record.isOver { record.misplaced.append("it called \(function) after destroy had returned") }
        }
    }

    private func mustBeOnThread(_ function: String) {
        let isOwn = pthread_equal(thread, pthread_self()) != 0
        record.withLock { record in
            if record.isOver {
                record.misplaced.append("it called \(function) after destroy had returned")
            } else if !isOwn {
                record.misplaced.append("it called \(function) from a thread of its own")
            } else if record.call == nil {
                record.misplaced.append("it called \(function) while none of its functions ran")
            }
        }
    }

    private func retain(_ snapshot: UnsafePointer<evcam_snapshot>?) -> evcam_result {
        mustBeOnThread("retain")
        guard let snapshot = UnsafeRawPointer(snapshot) else { return CameraResult.retry.rawValue }
        return record.withLock { record in
            guard record.held.values.reduce(0, +) < Self.maxHeld else { return CameraResult.retry.rawValue }
            record.held[snapshot, default: 0] += 1
            return CameraResult.ok.rawValue
        }
    }

    private func release(_ snapshot: UnsafePointer<evcam_snapshot>?) {
        mustBeOnThread("release")
        guard let snapshot = UnsafeRawPointer(snapshot) else { return }
        record.withLock { record in
            guard let count = record.held[snapshot] else {
                record.unbalanced.append("it released a snapshot that it does not hold")
                return
            }
            record.held[snapshot] = count > 1 ? count - 1 : nil
            if count == 1 { record.waiting.removeValue(forKey: snapshot)?.takeAway() }
        }
    }

    /// Takes a snapshot's memory away, now or when the last holder lets go.
    func takeAway(_ snapshot: UnsafePointer<evcam_snapshot>, _ memory: StageMemory) {
        record.withLock { record in
            if record.held[UnsafeRawPointer(snapshot)] == nil {
                memory.takeAway()
            } else {
                record.waiting[UnsafeRawPointer(snapshot)] = memory
            }
        }
    }

    private func makeFolder() -> evcam_result {
        mustBeOnThread("make_data_dir")
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { return CameraResult.fatal.rawValue }
        return CameraResult.ok.rawValue
    }
}
