// SPDX-License-Identifier: Apache-2.0

public import CameraKit
import PostgresCamera

/// The camera's one exported function.
@c public func evcam_camera_entry(_ major: UInt32, _ minor: UInt32) -> CameraEntry? {
    PostgresCamera.entry(major, minor)
}
