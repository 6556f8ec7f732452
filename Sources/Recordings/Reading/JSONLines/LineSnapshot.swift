// SPDX-License-Identifier: Apache-2.0

/// What a snapshot's header line tells.
struct LineSnapshot {
    var epoch = ""
    var cluster = ""
    var sequence: Int64 = 0
    var takenAt = 0.0
    var eventCount: Int64 = 0
    var isReplay = false
    var isFinal = false
    var losses: [String: Int64] = [:]
    var gaps: [RecordedGap] = []

    /// nil for a line that is not whole.
    init?(_ line: UnsafeRawBufferPointer) {
        var header = Self()
        var cursor = JSONCursor(line)
        let isWhole = cursor.members { key, value in
            switch String(decoding: key, as: UTF8.self) {
            case "epoch": header.epoch = value.string ?? ""
            case "cluster": header.cluster = value.string ?? ""
            case "sequence": header.sequence = value.integer ?? 0
            case "taken_at": header.takenAt = value.double ?? 0
            case "event_count": header.eventCount = value.integer ?? 0
            case "replay": header.isReplay = value.flag ?? false
            case "final": header.isFinal = value.flag ?? false
            case "losses":
                value.members { header.losses[String(decoding: $0, as: UTF8.self)] = $1.integer }
            case "gaps": value.elements { header.gaps.append(SnapshotJSON.gap($0)) }
            default: break
            }
        }
        guard isWhole else { return nil }
        self = header
    }

    private init() {}
}
