// SPDX-License-Identifier: Apache-2.0

/// What snapshots tell of losses and gaps, as JSON.
enum SnapshotJSON {
    /// `{cause: count}`.
    static func losses(_ text: String) -> [String: Int64] {
        var losses: [String: Int64] = [:]
        read(text) { cursor in
            _ = cursor.members { cause, count in
                losses[String(decoding: cause, as: UTF8.self)] = count.integer
            }
        }
        return losses
    }

    /// `[{cause, from, until, at_least, at_most}]`.
    static func gaps(_ text: String) -> [RecordedGap] {
        var gaps: [RecordedGap] = []
        read(text) { cursor in _ = cursor.elements { gaps.append(gap($0)) } }
        return gaps
    }

    static func gap(_ value: JSONValue) -> RecordedGap {
        var gap = RecordedGap()
        value.members { key, value in
            switch String(decoding: key, as: UTF8.self) {
            case "cause": gap.cause = value.string ?? ""
            case "from": gap.from = value.double ?? 0
            case "until": gap.until = value.double
            case "at_least": gap.atLeast = value.integer
            case "at_most": gap.atMost = value.integer
            default: break
            }
        }
        return gap
    }

    private static func read(_ text: String, _ body: (inout JSONCursor) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            var cursor = JSONCursor(UnsafeRawBufferPointer(bytes))
            body(&cursor)
        }
    }
}
