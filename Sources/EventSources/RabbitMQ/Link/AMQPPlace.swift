// SPDX-License-Identifier: Apache-2.0

/// Whom a link reaches, in the words of messages to people and of commands for them to paste.
struct AMQPPlace: Hashable {
    /// The broker's URL without its password.
    let peer: String
    /// Host and port.
    let address: String
    /// The user's name.
    let user: String
    /// The virtual host.
    let virtualHost: String

    init(_ url: BrokerURL) {
        user = url.user ?? "guest"
        virtualHost = url.virtualHost
        address = (url.host.contains(":") ? "[\(url.host)]" : url.host) + ":\(url.port)"
        peer =
            "\(url.usesTLS ? "amqps" : "amqp")://\(Self.percentEncoded(user))@\(address)/"
            + Self.percentEncoded(virtualHost)
    }

    /// A text as part of a URL.
    static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
