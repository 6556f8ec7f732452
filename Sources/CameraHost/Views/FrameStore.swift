// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// A lane's frames: the one in use, and those its camera holds on to.
///
/// Confined to its lane's thread.
final class FrameStore {
    static let maxRetained = 2
    private let isShared: Bool
    private var current: ViewFrame?
    private var retained: [ViewFrame] = []

    /// - Parameter isShared: whether a helper process reads the frames.
    init(isShared: Bool = false) { self.isShared = isShared }

    /// The frame for the next picture.
    /// - Throws: `fatal` if there is no shared memory for it.
    func take() throws(CameraError) -> ViewFrame {
        if let current, !current.table.isOversized { return current }
        let frame = isShared ? ViewFrame(in: try SharedMemory()) : ViewFrame()
        current = frame
        return frame
    }

    /// Keeps a picture beyond its shutter; false if two are kept already or it is none of ours.
    func retain(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool {
        guard retained.count < Self.maxRetained else { return false }
        let known = [current].compactMap(\.self) + retained
        guard let frame = known.first(where: { UnsafePointer($0.header) == snapshot && $0.shutter != nil }) else {
            return false
        }
        retained.append(frame)
        return true
    }

    /// Lets a kept picture go; false if it is not kept.
    func release(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool {
        guard let index = retained.firstIndex(where: { UnsafePointer($0.header) == snapshot }) else { return false }
        retained.remove(at: index)
        return true
    }

    /// The camera is gone, and what it kept with it.
    func releaseAll() { retained.removeAll() }

    /// The shutter has returned: frees what the picture held, unless the camera keeps it.
    func finish() {
        if retained.contains(where: { $0 === current }) {
            current = nil
        } else {
            current?.clear()
        }
    }
}
