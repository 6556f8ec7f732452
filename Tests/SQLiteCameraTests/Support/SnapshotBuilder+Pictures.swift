// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage

extension SnapshotBuilder {
    /// Of another epoch.
    convenience init(epoch: String, sequence: UInt64 = 1, revision: UInt64 = 1, takenAt: Double = 1_700_000_000) {
        self.init(sequence: sequence, revision: revision, takenAt: takenAt)
        header.epoch = arena.text(epoch)
    }
}
