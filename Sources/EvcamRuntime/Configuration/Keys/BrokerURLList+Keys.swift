// SPDX-License-Identifier: Apache-2.0
import EventSources

extension BrokerURLList {
    /// A URL, several parted by `;`, or a list of such.
    static var type: ValueType<BrokerURLList> {
        let schemes = BrokerScheme.names.map { $0.replacing("+", with: "\\+") }.joined(separator: "|")
        let one = JSONValue.orVariable(.text(pattern: "^((\(schemes))://|[A-Za-z0-9._-]+(:[0-9]+)?$)"))
        let description = ValueDescription(
            name: "a broker's URL, or a list of them",
            schema: .object(["anyOf": .array([one, .object(["type": "array", "items": one, "minItems": 1])])]))
        return ValueType(description) { node, reader in
            guard case .sequence(let items) = node.content else { return read([node], &reader) }
            guard !items.isEmpty else {
                reader.mistake(node.span, "there is no URL in the list", remedy: "write one for each broker")
                return nil
            }
            return read(items, &reader)
        }
    }

    /// All of them, or none if there is a mistake in one.
    static func read(_ nodes: [YAMLNode], _ reader: inout ConfigurationReader) -> BrokerURLList? {
        var list = BrokerURLList()
        var isRight = true
        for node in nodes {
            reader.hideCredentials(of: node)
            guard let text = reader.text(node, wanted: "a broker's URL") else {
                isRight = false
                continue
            }
            do throws(BrokerURLError) {
                try list.add(text)
            } catch {
                let suggestion = error.slip.flatMap {
                    Wording.suggestion(for: $0.word, among: $0.choices, otherwise: nil)
                }
                reader.mistake(node.span, error.problem, remedy: suggestion ?? error.remedy)
                isRight = false
            }
        }
        return isRight ? list : nil
    }
}

extension ConfigurationReader {
    /// Keeps the passwords of a node's URLs out of the report, also one whose characters break the URL or end what
    /// ``SecretMask`` would take for it.
    fileprivate mutating func hideCredentials(of node: YAMLNode) {
        guard argument == nil, case .scalar = node.content else { return }
        let span = node.span
        guard span.start.line == span.end.line, let line = report.source.line(span.start.line) else {
            return report.hide(span)
        }
        var start = span.start.column - 1
        let end = min(span.end.column - 1, line.count)
        while start < end {
            // Up to the next URL of the list, if there is one; another `;` may belong to a password.
            let next =
                (start..<end).dropFirst().first { line[$0] == ";" && Self.beginsURL(line[($0 + 1)..<end]) } ?? end
            if let mark = (start..<next).first(where: { line[$0...].starts(with: "://".unicodeScalars) }),
                let at = line[..<next].lastIndex(of: "@"), at > mark,
                let colon = line[(mark + 3)..<at].firstIndex(of: ":")
            {
                report.hide(
                    SourceSpan(
                        start: SourcePosition(line: span.start.line, column: colon + 2),
                        end: SourcePosition(line: span.start.line, column: at + 1)))
            }
            start = next + 1
        }
    }

    private static func beginsURL(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        let scheme = text.drop { $0 == " " }.prefix { $0.properties.isAlphabetic || $0 == "+" }
        return !scheme.isEmpty && text[scheme.endIndex...].starts(with: "://".unicodeScalars)
    }
}
