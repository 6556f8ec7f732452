// SPDX-License-Identifier: Apache-2.0

import CBase64

/// Writes envelopes as kombu does, for remote control.
enum KombuEnvelope {
    /// An envelope around a JSON body.
    ///
    /// `expires`: UNIX seconds after which nobody wants an answer any longer.
    static func text(_ body: String, exchange: String, expires: Double = 0) -> String {
        "{\"body\": \"\(base64(body))\", \"content-encoding\": \"utf-8\", \"content-type\": \"application/json\", "
            + "\"headers\": {\"clock\": 0, \"expires\": \(expires)}, "
            + "\"properties\": {\"delivery_mode\": 2, \"delivery_info\": {\"exchange\": "
            + "\(ControlCommand.quoted(exchange)), \"routing_key\": \"\"}, \"priority\": 0, "
            + "\"body_encoding\": \"base64\", \"delivery_tag\": \"\(uuid())\"}}"
    }

    /// A random UUID (version 4), as kombu's delivery tags, tickets and ids are.
    static func uuid() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return text
    }

    private static func base64(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            let characters = [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { room, count in
                bytes.withMemoryRebound(to: CChar.self) { bytes in
                    room.withMemoryRebound(to: CChar.self) { room in
                        guard let from = bytes.baseAddress, let to = room.baseAddress else { return }
                        count = cb64_encode(from, bytes.count, to)
                    }
                }
            }
            return String(decoding: characters, as: UTF8.self)
        }
    }
}
