// SPDX-License-Identifier: Apache-2.0

public import CameraABI
import CameraKit
import ExecCamera

private let entry = CameraEntry(ExecCamera.self) { CameraEntry.create(ExecCamera.self, $0, $1, $2) }

/// The camera's one exported function.
@c @implementation
public func evcam_camera_entry(_ hostMajor: UInt32, _ hostMinor: UInt32) -> UnsafePointer<evcam_camera>? {
    entry.answer(hostMajor, hostMinor)
}

/// What the host reads before it loads the file.
@section(".evcam.abi") @used
let abiNote: CameraEntry.Note = (0x4942_414d_4143_5645, 1, 0, 0, 0)
