// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// A picture as a camera in its own process is handed it.
final class HelperPicture {
    /// The header: the host's own or, where that could not be mapped in its place, a moved copy.
    let snapshot: UnsafePointer<evcam_snapshot>
    /// Its name with the host: the header's address there.
    let header: UInt64
    /// Memory of the copy.
    private let moved: MovedSnapshot?

    /// A picture that is where its pointers say.
    init(_ snapshot: UnsafePointer<evcam_snapshot>, header: UInt64) {
        self.snapshot = snapshot
        self.header = header
        moved = nil
    }

    /// A picture that was moved.
    init(_ moved: MovedSnapshot, header: UInt64) {
        snapshot = UnsafePointer(moved.header)
        self.header = header
        self.moved = moved
    }
}
