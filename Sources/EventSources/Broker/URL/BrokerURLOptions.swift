// SPDX-License-Identifier: Apache-2.0

/// What stands behind the `?` of brokers' URLs, in kombu's words.
package struct BrokerURLOptions: Hashable, Sendable {
    /// What a URL may say for any kind of broker.
    package static let names = [
        "ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname", "heartbeat",
        "connect_timeout",
    ]

    /// `ssl_cert_reqs` and `ssl_check_hostname`: what is verified.
    package var verification: TLSSettings.Verification? {
        if values["ssl_cert_reqs"] == "none" { return .some(.none) }
        if values["ssl_check_hostname"] == "false" { return .chain }
        return values["ssl_cert_reqs"] ?? values["ssl_check_hostname"] == nil ? nil : .full
    }
    /// `ssl_ca_certs`: a file.
    package var authority: String? { values["ssl_ca_certs"] }
    /// `ssl_certfile`: a file.
    package var certificate: String? { values["ssl_certfile"] }
    /// `ssl_keyfile`: a file.
    package var key: String? { values["ssl_keyfile"] }
    /// `heartbeat`: seconds.
    package var heartbeat: Double? { values["heartbeat"].flatMap { Double($0) } }
    /// `connect_timeout`: seconds.
    package var connectTimeout: Double? { values["connect_timeout"].flatMap { Double($0) } }
    /// Whether anything of them is about TLS, which switches it on, as in kombu.
    var hasTLS: Bool { values.keys.contains { $0.hasPrefix("ssl_") } }

    private var values: [String: String] = [:]

    /// Takes one in.
    ///
    /// A later URL may say the same again, and nothing else: one set of options holds for all.
    mutating func add(_ key: String, _ text: String) throws(BrokerURLError) {
        guard Self.names.contains(key) else {
            throw BrokerURLError(
                "`\(UnfollowedTransport.shown(key))` is no option of a broker's URL",
                remedy: "the options are " + Self.names.map { "`\($0)`" }.joined(separator: ", "),
                slip: .init(word: key, choices: Self.names))
        }
        let value = try Self.value(key, text)
        guard values[key] ?? value == value else {
            throw BrokerURLError(
                "`\(key)` is something else than in the URL before", remedy: "write the same in all of them")
        }
        values[key] = value
        if values["ssl_cert_reqs"] == "none", values["ssl_check_hostname"] == "true" {
            throw BrokerURLError(
                "a host's name cannot be checked in a certificate that is not verified",
                remedy: "write `ssl_cert_reqs=required`, or leave `ssl_check_hostname` out")
        }
    }

    /// A value in one spelling.
    private static func value(_ key: String, _ text: String) throws(BrokerURLError) -> String {
        switch key {
        case "ssl_cert_reqs":
            switch text {
            // To the side that connects, Python's CERT_OPTIONAL is the same as CERT_REQUIRED.
            case "required", "CERT_REQUIRED", "optional", "CERT_OPTIONAL": return "required"
            case "none", "CERT_NONE": return "none"
            default: throw BrokerURLError("this is no value for `\(key)`", remedy: "write `required` or `none`")
            }
        case "ssl_check_hostname":
            guard text.lowercased() == "true" || text.lowercased() == "false" else {
                throw BrokerURLError("this is no value for `\(key)`", remedy: "write `true` or `false`")
            }
            return text.lowercased()
        case "heartbeat", "connect_timeout":
            let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
            guard isPlain, let seconds = Double(text), seconds >= 1, seconds <= 3600 else {
                throw BrokerURLError("`\(key)` is no number from 1 to 3600", remedy: "write seconds, as in `\(key)=10`")
            }
            return "\(seconds)"
        default: return text
        }
    }
}
