// SPDX-License-Identifier: Apache-2.0

/// The rules that rows follow (docs/recordings.md), for recordings in which a task stands several times.
extension RecordedTask {
    /// Takes in a picture of the same task, if it is later than what is known.
    mutating func take(_ picture: RecordedTask) {
        guard (picture.epoch ?? "", picture.revision) > (epoch ?? "", revision) else { return }
        let falls = Self.lowers(picture, self)
        var merged = falls ? self : picture
        merged.fill(from: falls ? picture : self)
        merged.epoch = picture.epoch
        merged.revision = picture.revision
        self = merged
    }

    /// Whether the picture would lower the state.
    private static func lowers(_ picture: RecordedTask, _ row: RecordedTask) -> Bool {
        guard precedence(picture.state) > precedence(row.state), row.state != "RETRY", picture.state != "RETRY" else {
            return false
        }
        guard let retried = picture.retried else { return true }
        return row.retried.map { retried <= $0 } ?? false
    }

    /// Celery's order of states; the lower, the more it says.
    private static func precedence(_ state: String) -> Int {
        switch state {
        case "SUCCESS": 0
        case "FAILURE": 1
        case "REVOKED": 3
        case "STARTED": 4
        case "RECEIVED": 5
        case "REJECTED": 6
        case "RETRY": 7
        case "PENDING", "": 8
        default: 2
        }
    }

    /// What is unknown here and known there: a null never overwrites.
    private mutating func fill(from other: RecordedTask) {
        for field in TaskField.allCases {
            switch field.kind {
            case .time, .seconds:
                let place = Self.number(field)
                if self[keyPath: place] == nil { self[keyPath: place] = other[keyPath: place] }
            case .integer where field != .revision:
                let place = Self.integer(field)
                if self[keyPath: place] == nil { self[keyPath: place] = other[keyPath: place] }
            case .text where field != .uuid && field != .state, .longText, .json:
                let place = Self.text(field)
                if self[keyPath: place] == nil { self[keyPath: place] = other[keyPath: place] }
            default: break
            }
        }
    }
}
