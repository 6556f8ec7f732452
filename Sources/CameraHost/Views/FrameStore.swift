// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// A lane's frames: the one in use, and those its camera holds on to.
///
/// Confined to its lane's thread.
final class FrameStore {
    private static let maxRetained = 2
    private(set) var current = ViewFrame()
    private var retained: [ViewFrame] = []

    /// Keeps a picture beyond its shutter; false if two are kept already or it is none of ours.
    func retain(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool {
        guard retained.count < Self.maxRetained else { return false }
        let known = [current] + retained
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

    /// The shutter has returned: frees what the picture held, unless the camera keeps it.
    func finish() {
        if retained.contains(where: { $0 === current }) {
            current = ViewFrame()
        } else {
            current.clear()
        }
    }
}
