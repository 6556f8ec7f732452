// SPDX-License-Identifier: Apache-2.0

/// What the host reads from a camera's file before it loads it (`evcam_abi_note`).
///
/// It lies in CameraKit, which is linked into every camera made with it: it is CameraKit that decides which hosts
/// it can work with.
enum ABINote {
    /// The lowest minor of a host that this CameraKit can work with.
    static let minHostMinor: UInt32 = 0
}

/// "EVCAMABI", the ABI's major and minor, ``ABINote/minHostMinor`` (only literals can stand here), 0.
@section(".evcam.abi") @used
let abiNote: (UInt64, UInt32, UInt32, UInt32, UInt32) = (0x4942_414d_4143_5645, 1, 0, 0, 0)
