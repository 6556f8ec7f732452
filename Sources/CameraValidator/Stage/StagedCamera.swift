// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Threads

/// One instance of the camera, driven through its C functions as a lane would.
///
/// Confined to the thread that made it.
final class StagedCamera {
    /// What it is offered.
    let host: StageHost
    /// How its structs are laid out.
    let layout: StageLayout
    private let camera: evcam_camera
    private let trace: Trace
    private var instance: UnsafeMutableRawPointer?
    private var options: OptionBlock?
    /// Snapshots' memory lives as long as the instance: what is done with it later is one check's business.
    private var kept: [SnapshotDraft] = []

    /// Not created yet; `folder` is its data directory.
    init(
        _ camera: UnsafePointer<evcam_camera>, _ trace: Trace, name: String = "probe", folder: String,
        layout: StageLayout = .plain
    ) {
        self.camera = camera.pointee
        self.trace = trace
        self.layout = layout
        host = StageHost(trace, name: name, folder: folder, layout: layout)
    }

    /// `what` says which options, for the trace.
    func create(_ plan: OptionPlan, _ what: String = "create") -> Answer {
        let block = OptionBlock(plan, layout)
        options = block
        return call(what) { camera.create?(host.table, block.options, &instance) }
    }

    func start() -> Answer { call("start") { camera.start?(instance) } }

    /// Hands over a picture; `what` says for the trace what is in it.
    func shutter(_ draft: SnapshotDraft, _ what: String) -> Answer {
        let snapshot = draft.seal()
        let answer = shutter(sealed: snapshot, what)
        if layout.access == .revoked { host.takeAway(snapshot, draft.memory) }
        kept.append(draft)
        return answer
    }

    /// Hands over a snapshot that somebody else keeps.
    func shutter(sealed snapshot: UnsafePointer<evcam_snapshot>, _ what: String) -> Answer {
        call("shutter (\(what))") { camera.shutter?(instance, snapshot) }
    }

    /// Whether it has a cleanup.
    var hasCleanup: Bool { camera.cleanup != nil }
    /// Whether it has a flush.
    var hasFlush: Bool { camera.flush != nil }

    func cleanup(now: Double) -> (answer: Answer, deleted: UInt64) {
        let memory = StageMemory(isGuarded: layout.isGuarded)
        let size = UInt32(MemoryLayout<evcam_cleanup>.size + layout.structPadding)
        let order = memory.place(evcam_cleanup(size: size, reserved: 0, now: now), padding: layout.structPadding)
        var deleted: UInt64 = 0
        let answer = call("cleanup (now \(now))") { camera.cleanup?(instance, order, &deleted) }
        return (answer, deleted)
    }

    func flush(nanoseconds: UInt64) -> Answer {
        call("flush (within \(nanoseconds / 1_000_000) ms)") { camera.flush?(instance, nanoseconds) }
    }

    func stop() {
        _ = call("stop") {
            camera.stop?(instance)
            return 0
        }
    }

    func destroy() {
        _ = call("destroy") {
            camera.destroy?(instance)
            return 0
        }
        instance = nil
        host.record.withLock { $0.isOver = true }
    }

    /// The end of a life: flush, stop, destroy.
    func end() {
        if hasFlush { _ = flush(nanoseconds: 5_000_000_000) }
        stop()
        destroy()
    }

    private func call(_ name: String, _ body: () -> evcam_result?) -> Answer {
        trace.step(name)
        host.begin(name)
        let started = MonotonicClock.now
        let code = body() ?? 0
        let seconds = MonotonicClock.now - started
        return Answer(code: code, reason: host.end(), seconds: seconds)
    }
}
