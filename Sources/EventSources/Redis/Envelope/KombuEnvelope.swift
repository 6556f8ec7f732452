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
            + "\"body_encoding\": \"base64\", \"delivery_tag\": \"\(RandomUUID.text())\"}}"
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
