// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// What this host is and which camera ABI it offers.
public enum HostVersion {
    /// Version of evcam.
    public static let number = "0.1.0"
    /// As cameras and people are told it.
    public static let text = "evcam \(number)"
    /// Major of the camera ABI: equal in host and camera.
    public static let abiMajor: UInt32 = EVCAM_ABI_MAJOR
    /// Minor of the camera ABI: a camera may ask for this or a lower one.
    public static let abiMinor: UInt32 = EVCAM_ABI_MINOR
}
