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
        if name == nil { name = other.name }
        if worker == nil { worker = other.worker }
        if client == nil { client = other.client }
        if hostname == nil { hostname = other.hostname }
        if queue == nil { queue = other.queue }
        if exchange == nil { exchange = other.exchange }
        if routingKey == nil { routingKey = other.routingKey }
        if rootID == nil { rootID = other.rootID }
        if parentID == nil { parentID = other.parentID }
        if timestamp == nil { timestamp = other.timestamp }
        if localReceived == nil { localReceived = other.localReceived }
        if sent == nil { sent = other.sent }
        if received == nil { received = other.received }
        if started == nil { started = other.started }
        if succeeded == nil { succeeded = other.succeeded }
        if failed == nil { failed = other.failed }
        if retried == nil { retried = other.retried }
        if revoked == nil { revoked = other.revoked }
        if rejected == nil { rejected = other.rejected }
        if runtime == nil { runtime = other.runtime }
        if retries == nil { retries = other.retries }
        if eta == nil { eta = other.eta }
        if expires == nil { expires = other.expires }
        if clock == nil { clock = other.clock }
        if pid == nil { pid = other.pid }
        if args == nil { args = other.args }
        if kwargs == nil { kwargs = other.kwargs }
        if result == nil { result = other.result }
        if exception == nil { exception = other.exception }
        if traceback == nil { traceback = other.traceback }
        if attributes == nil { attributes = other.attributes }
    }
}
