// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// The pictures that a camera in its own process may look at: the one it was handed, and those it keeps.
///
/// Confined to the instance's thread.
final class HelperFrames {
    private var current: HelperPicture?
    /// One entry for each `retain`.
    private var kept: [HelperPicture] = []
    /// Kept in an earlier call, and not any more.
    private var released: [UInt64] = []

    func begin(_ picture: HelperPicture) { current = picture }

    /// Keeps a picture; false if two are kept already or it is none of these.
    func retain(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool {
        guard kept.count < FrameStore.maxRetained else { return false }
        let all = [current].compactMap(\.self) + kept
        guard let picture = all.first(where: { $0.snapshot == snapshot }) else { return false }
        kept.append(picture)
        return true
    }

    /// Lets a picture go; false if it is not kept.
    func release(_ snapshot: UnsafePointer<evcam_snapshot>) -> Bool {
        guard let index = kept.firstIndex(where: { $0.snapshot == snapshot }) else { return false }
        let picture = kept.remove(at: index)
        if picture !== current, !kept.contains(where: { $0 === picture }) { released.append(picture.header) }
        return true
    }

    /// The call has returned.
    /// - Returns: whether its picture is kept, and which others are not any more.
    func finish() -> (keeps: Bool, released: [UInt64]) {
        defer {
            current = nil
            released = []
        }
        return (kept.contains { $0 === current }, released)
    }
}
