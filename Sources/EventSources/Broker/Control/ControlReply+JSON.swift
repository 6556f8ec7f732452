// SPDX-License-Identifier: Apache-2.0

import CKombuEnvelope

extension ControlReply {
    /// Takes a worker's answer, `{"w1@host": {"ok": "pong"}}`, apart: who says what, the values as they stand.
    /// - Parameter body: the answer, of which keys with escapes are unescaped in place; `CKOMBU_PADDING` bytes behind it
    ///   have to be readable.
    /// - Returns: the answers; nil if it is not an object, or not JSON as far as it has to be understood.
    static func replies(in body: UnsafeMutableRawBufferPointer) -> [ControlReply]? {
        let text = body.assumingMemoryBound(to: CChar.self).baseAddress
        var replies: [ControlReply] = []
        var position = 0
        var node = ckombu_part()
        var reply = ckombu_part()
        while true {
            switch ckombu_next_member(text, body.count, &position, &node, &reply) {
            case CKOMBU_MEMBER: replies.append(ControlReply(node: body.text(node), reply: body.text(reply)))
            case CKOMBU_OBJECT_END: return replies
            default: return nil
            }
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The text of a part; what is not UTF-8 is replaced.
    fileprivate func text(_ part: ckombu_part) -> String {
        String(decoding: self[part.offset..<part.offset + part.length], as: UTF8.self)
    }
}
