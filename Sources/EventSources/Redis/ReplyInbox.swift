// SPDX-License-Identifier: Apache-2.0

import CKombuEnvelope

/// The list in which workers put their answers, as kombu binds it: a member of the set
/// `_kombu.binding.reply.celery.pidbox` names the list (kombu/transport/redis.py, `_queue_bind`).
struct ReplyInbox {
    /// Our routing key.
    let id = RandomUUID.text()

    /// Between the parts of a binding, and before a priority (kombu's `sep`).
    private static let separator = "\u{6}\u{16}"

    private let session: RedisSession
    private let bindings: String
    private let queue: String
    private let deadline: Deadline
    private let keyPrefix: String
    private let rights: [String]

    /// Names an inbox, which ``open()`` makes.
    ///
    /// `deadline`: for opening it.
    init(_ session: RedisSession, _ channels: RedisChannels, deadline: Deadline) {
        self.session = session
        self.deadline = deadline
        keyPrefix = channels.keyPrefix
        rights = channels.rightsToCollect
        bindings = channels.keyPrefix + "_kombu.binding." + channels.replies
        queue = "\(id).\(channels.replies)"
    }

    private var member: String { [id, "", queue].joined(separator: Self.separator) }

    /// The list, and those for answers of other priorities.
    private var keys: [String] {
        ["", "3", "6", "9"].map { keyPrefix + queue + ($0.isEmpty ? "" : Self.separator + $0) }
    }

    /// Lets workers know the list.
    func open() throws(BrokerError) {
        if session.node.url.database != 0 {
            try demand(["SELECT", String(session.node.url.database)], deadline)
        }
        try demand(["SADD", bindings, member], deadline)
    }

    /// Waits for answers until the time is over, or `isComplete` says that they are all.
    func gather(
        ticket: String, timeout: Double, isComplete: ([ControlReply]) -> Bool
    ) throws(BrokerError) -> [ControlReply] {
        let end = Deadline.after(timeout)
        var replies: [ControlReply] = []
        while !end.isOver, !isComplete(replies) {
            guard let envelope = try pop(end) else { continue }
            replies += Self.replies(envelope, ticket: ticket)
        }
        return replies
    }

    /// Takes everything away that was made.
    func close() throws(BrokerError) {
        let deadline = Deadline.after(5)
        try demand(["SREM", bindings, member], deadline)
        try demand(["DEL"] + keys, deadline)
    }

    private func pop(_ end: Deadline) throws(BrokerError) -> [UInt8]? {
        // Before Redis 6 the server takes whole seconds only.
        let seconds = max(end.remaining, 0.01)
        let patience = Deadline.after(seconds + 5)
        var answer = try session.ask(["BRPOP"] + keys + [String(seconds)], patience)
        if case .error(let text) = answer, text.contains("timeout is not an integer") {
            answer = try session.ask(["BRPOP"] + keys + [String(Int(seconds.rounded(.up)))], patience)
        }
        if case .error = answer { try check(answer, "BRPOP") }
        guard let values = answer.values, values.count == 2, case .text(let envelope) = values[1] else { return nil }
        return envelope
    }

    private func demand(_ words: [String], _ deadline: Deadline) throws(BrokerError) {
        try check(session.ask(words, deadline), words[0])
    }

    private func check(_ answer: RESPValue, _ command: String) throws(BrokerError) {
        guard case .error(let text) = answer else { return }
        throw RedisComplaint(session.node).error(text, to: command, rights: rights)
    }

    /// The answers in an envelope.
    ///
    /// Those to another call are not ours; there are none without a ticket.
    private static func replies(_ envelope: [UInt8], ticket: String) -> [ControlReply] {
        var bytes = envelope + [UInt8](repeating: 0, count: Int(CKOMBU_PADDING))
        return bytes.withUnsafeMutableBytes { room in
            let start = room.assumingMemoryBound(to: CChar.self).baseAddress
            var found = ckombu_message()
            guard ckombu_open(start, envelope.count, envelope.count, &found) == CKOMBU_OK,
                room[found.ticket].elementsEqual(ticket.utf8)
            else { return [] }
            return ControlReply.replies(in: UnsafeMutableRawBufferPointer(rebasing: room[found.body])) ?? []
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The bytes of a part.
    fileprivate subscript(_ part: ckombu_part) -> Slice<UnsafeMutableRawBufferPointer> {
        self[part.offset..<part.offset + part.length]
    }
}
