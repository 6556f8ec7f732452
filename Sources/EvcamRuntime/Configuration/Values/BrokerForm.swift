// SPDX-License-Identifier: Apache-2.0

/// Checks that a broker's URL has a form that can be connected to; messages never repeat what may be a
/// password.
enum BrokerForm {
    /// Schemes that Celery knows and evcam follows.
    static let schemes = ["amqp", "amqps", "pyamqp", "redis", "rediss", "redis+socket", "sentinel"]

    /// Checks a URL, or several parted by `;` as kombu takes them for failover.
    static func check(_ text: String) throws(ValueProblem) {
        for url in text.split(separator: ";", omittingEmptySubsequences: false) { try checkOne(url) }
    }

    private static func checkOne(_ url: Substring) throws(ValueProblem) {
        guard let mark = url.firstRange(of: "://") else {
            throw ValueProblem(
                "this is not a broker's URL: it has no `://`",
                remedy: "write for example `amqp://guest:guest@localhost:5672//` or `redis://localhost:6379/0`")
        }
        let scheme = String(url[..<mark.lowerBound])
        guard schemes.contains(scheme) else {
            throw ValueProblem(
                "evcam cannot follow a broker of the kind \(Wording.quoted(scheme))",
                remedy: Wording.suggestion(for: scheme, among: schemes, otherwise: "it follows"))
        }
        let rest = url[mark.upperBound...]
        if scheme == "redis+socket" {
            guard rest.contains("/"), !rest.hasSuffix("/") else {
                throw ValueProblem(
                    "the path of the socket is missing", remedy: "write for example `redis+socket:///run/redis.sock`")
            }
            return
        }
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        try checkEscapes(rest)
        // An address of IPv6 stands in brackets, which may hold colons.
        guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return }
        let port = host[host.index(after: colon)...]
        guard port.isEmpty || UInt16(port).map({ $0 > 0 }) == true else {
            throw ValueProblem(
                "what stands for the port is not a number from 1 to 65535",
                remedy: "in a password write `%2F` for `/`, `%3F` for `?`, `%23` for `#` and `%40` for `@`")
        }
    }

    private static func checkEscapes(_ text: Substring) throws(ValueProblem) {
        let bytes = Array(text.utf8)
        func isHex(_ index: Int) -> Bool {
            index < bytes.count && Character(Unicode.Scalar(bytes[index])).isHexDigit
        }
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") && !(isHex(index + 1) && isHex(index + 2)) {
            throw ValueProblem(
                "a `%` in the URL is not followed by two hexadecimal digits", remedy: "write `%25` for `%`")
        }
    }
}
