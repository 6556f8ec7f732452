// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraKit

/// Greets each worker when it appears.
final class HelloCamera: Camera {
    static let description = CameraDescription(id: "hello", version: "1.0.0", summary: "greets each worker once")
    private let host: Host
    private var greeted: Set<String> = []

    init(configuration: CameraConfiguration, host: Host) { self.host = host }

    func shutter(_ snapshot: SnapshotView) {
        for worker in snapshot.workers where greeted.insert(String(worker.hostname)).inserted {
            host.log(.notice, "hello, \(String(worker.hostname))")
        }
    }
}

// The same in every camera but for its name: the one exported function, and the note that tells evcam the ABI.
private let entry = CameraEntry(HelloCamera.self) { CameraEntry.create(HelloCamera.self, $0, $1, $2) }

/// Answers the camera above.
@c @implementation
public func evcam_camera_entry(_ major: UInt32, _ minor: UInt32) -> UnsafePointer<evcam_camera>? {
    entry.answer(major, minor)
}

@section(".evcam.abi") @used
let abiNote: CameraEntry.Note = (0x4942_414d_4143_5645, 1, 0, 0, 0)
