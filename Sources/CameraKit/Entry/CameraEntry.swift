// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// What a camera's one exported function answers: the ABI's description of the camera.
public typealias CameraEntry = UnsafePointer<evcam_camera>

extension Camera {
    /// Answers the camera's description: the body of its library's one exported function.
    ///
    /// ```swift
    /// @c public func evcam_camera_entry(_ major: UInt32, _ minor: UInt32) -> CameraEntry? { MyCamera.entry(major, minor) }
    /// ```
    ///
    /// That line makes the library a camera. Nothing of Swift crosses to the host: it sees C structs and functions only. May be called at any time, on
    /// any thread.
    /// - Returns: the description; nil for a host of another major.
    public static func entry(_ hostMajor: UInt32, _ hostMinor: UInt32) -> CameraEntry? {
        hostMajor == EVCAM_ABI_MAJOR && hostMinor >= ABINote.minHostMinor ? EntryTable.entry(of: self) : nil
    }
}
