// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// What a camera's one exported function answers: the ABI's description of the camera.
public typealias CameraEntry = UnsafePointer<evcam_camera>

extension Camera {
    /// The body of a camera's one exported function, which makes a library of it a camera:
    ///
    /// ```swift
    /// @c public func evcam_camera_entry(_ major: UInt32, _ minor: UInt32) -> CameraEntry? { MyCamera.entry(major, minor) }
    /// ```
    ///
    /// Nothing of Swift crosses to the host: it sees C structs and functions only. May be called at any time, on
    /// any thread.
    /// - Returns: the description; nil for a host of another major.
    public static func entry(_ hostMajor: UInt32, _ hostMinor: UInt32) -> CameraEntry? {
        hostMajor == EVCAM_ABI_MAJOR && hostMinor >= ABINote.minHostMinor ? EntryTable.entry(of: self) : nil
    }
}
