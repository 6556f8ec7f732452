// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

/// The mirror as the writers of a picture use it, which never outlive the arena that owns it.
///
/// Not counted: with two dozen texts in a task, counting references took a tenth of a delta's time.
struct MirrorReference {
    private let mirror: Unmanaged<TextMirror>

    /// The mirror of an arena; nil: pictures point to the texts themselves.
    init?(_ mirror: TextMirror?) {
        guard let mirror else { return nil }
        self.mirror = .passUnretained(mirror)
    }

    @inline(__always)
    func begin(_ task: TaskRecord) { mirror._withUnsafeGuaranteedRef { $0.begin(task) } }

    @inline(__always)
    func beginWithoutBlock() { mirror._withUnsafeGuaranteedRef { $0.beginWithoutBlock() } }

    @inline(__always)
    func text(_ bytes: UnsafeRawBufferPointer) -> evcam_string {
        mirror._withUnsafeGuaranteedRef { $0.text(bytes) }
    }

    @inline(__always)
    func text(_ id: TextID, _ snapshot: Snapshot) -> evcam_string {
        mirror._withUnsafeGuaranteedRef { $0.text(id, snapshot) }
    }
}
