// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// What is sent on the channel when a shutter has been written.
struct Notification {
    /// `NOTIFY channel, '{"epoch": …, "sequence": …, "changed": …}'`.
    let statement: String

    init(channel: String, snapshot: SnapshotView) {
        let epoch = (snapshot.epoch?.string ?? "").filter { $0.isLetter || $0.isNumber || "-_.:+".contains($0) }
        let payload = """
            {"epoch": "\(epoch)", "sequence": \(snapshot.sequence), "revision": \(snapshot.revision), \
            "changed": \(snapshot.changed.count)}
            """
        statement = "NOTIFY \(Rights.quoted(channel)), '\(payload)'"
    }
}
