// SPDX-License-Identifier: Apache-2.0

/// A URL taken apart as kombu's `url_to_parts` does it, before a transport gives the parts a meaning.
///
/// An empty part counts as one that is not there.
struct URLParts {
    /// In lower case; nil: the text is a bare host.
    private(set) var scheme: String?
    private(set) var user: String?
    private(set) var password: String?
    /// Without brackets, in lower case.
    private(set) var host: String?
    private(set) var port: UInt16?
    /// Behind the host, without its first slash.
    private(set) var path: String?
    /// Values that are empty are left out, as in Python's `parse_qsl`.
    private(set) var query: [(key: String, value: String)] = []

    /// What a password that breaks its URL has to be told.
    private static let reserved =
        "in a password write `%2F` for `/`, `%3F` for `?`, `%23` for `#`, `%3B` for `;` and `%40` for `@`"

    init(_ text: some StringProtocol) throws(BrokerURLError) {
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw BrokerURLError("there is a control character in the URL", remedy: "remove it")
        }
        guard let mark = text.firstRange(of: "://") else {
            try takeBareHost(String(text))
            return
        }
        scheme = text[..<mark.lowerBound].lowercased()
        var rest = String(text[mark.upperBound...])[...]
        guard !rest.contains("#") else {
            throw BrokerURLError("a URL ends at `#`", remedy: Self.reserved)
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        rest = rest[authority.endIndex...]
        let at = authority.lastIndex(of: "@")
        // Otherwise part of a password would be taken for a path, and shown.
        guard at != nil || !rest.contains("@") else {
            throw BrokerURLError("there is an `@` behind the host", remedy: Self.reserved)
        }
        if let at { try takeCredentials(authority[..<at]) }
        try takeHost(at.map { authority[authority.index(after: $0)...] } ?? authority)
        let question = rest.firstIndex(of: "?")
        let written = rest[..<(question ?? rest.endIndex)].dropFirst()
        path = written.isEmpty ? nil : try Self.decoded(written, "path")
        if let question { try takeQuery(rest[rest.index(after: question)...]) }
    }

    private mutating func takeBareHost(_ text: String) throws(BrokerURLError) {
        guard !text.isEmpty else {
            throw BrokerURLError("a broker's URL is missing here", remedy: "write it, or remove the `;`")
        }
        guard !text.contains(where: { "/@?#% ".contains($0) }) else {
            throw BrokerURLError(
                "this is not a broker's URL: it has no `://`",
                remedy: "write for example `amqp://guest:guest@localhost:5672//` or `redis://localhost:6379/0`")
        }
        try takeHost(text[...])
    }

    private mutating func takeCredentials(_ text: Substring) throws(BrokerURLError) {
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        let name = try Self.decoded(text[..<colon], "user's name")
        let word = try Self.decoded(text[colon...].dropFirst(), "password")
        user = name.isEmpty ? nil : name
        password = word.isEmpty ? nil : word
    }

    private mutating func takeHost(_ text: Substring) throws(BrokerURLError) {
        var name = text
        var rest = text[text.endIndex...]
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw BrokerURLError("the bracket of the host's address is never closed", remedy: "close it with `]`")
            }
            name = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else if let colon = text.firstIndex(of: ":") {
            name = text[..<colon]
            rest = text[colon...]
        }
        let number = rest.dropFirst()
        if rest.first == ":", !number.isEmpty {
            port = UInt16(number).flatMap { number.utf8.allSatisfy { (48...57).contains($0) } && $0 > 0 ? $0 : nil }
        }
        guard rest.isEmpty || rest == ":" || port != nil else {
            throw BrokerURLError(
                "what stands for the port is not a number from 1 to 65535",
                remedy: number.contains(":") ? "write an address of IPv6 in brackets: `[::1]`" : Self.reserved)
        }
        let decoded = try Self.decoded(name, "host").lowercased()
        guard !decoded.unicodeScalars.contains(where: { $0.value <= 0x20 || "/@?#[]".unicodeScalars.contains($0) })
        else { throw BrokerURLError("this is no host's name or address", remedy: Self.reserved) }
        host = decoded.isEmpty ? nil : decoded
    }

    private mutating func takeQuery(_ text: Substring) throws(BrokerURLError) {
        for pair in text.split(separator: "&") {
            let equals = pair.firstIndex(of: "=") ?? pair.endIndex
            let key = try Self.decoded(pair[..<equals].replacing("+", with: " "), "query")
            let value = try Self.decoded(pair[equals...].dropFirst().replacing("+", with: " "), "query")
            guard !value.isEmpty else { continue }
            guard !query.contains(where: { $0.key == key }) else {
                throw BrokerURLError(
                    "`\(UnfollowedTransport.shown(key))` stands in the URL twice", remedy: "remove one of the two")
            }
            query.append((key, value))
        }
    }

    /// The libraries of the brokers take texts that end at a NUL.
    private static func decoded(_ text: some StringProtocol, _ what: String) throws(BrokerURLError) -> String {
        let decoded = try PercentCoding.decode(text)
        guard !decoded.utf8.contains(0) else {
            throw BrokerURLError("there is a NUL in the URL's \(what)", remedy: "remove the `%00`")
        }
        return decoded
    }
}
