// SPDX-License-Identifier: Apache-2.0

/// A line of what a check's process tells the one that started it: fields parted by tabs.
enum TraceLine {
    case step(String)
    case log(String)
    case verdict(Verdict)

    private static let limit = 700

    /// As it goes through the pipe, without its newline.
    var encoded: String {
        let fields: [String] =
            switch self {
            case .step(let text): ["step", text]
            case .log(let text): ["log", text]
            case .verdict(.passed): ["passed"]
            case .verdict(.failed(let account)): ["failed", account.done, account.expected, account.happened]
            case .verdict(.skipped(let why)): ["skipped", why]
            case .verdict(.misuse(let why)): ["misuse", why]
            }
        return fields.map(Self.escape).joined(separator: "\t")
    }

    /// For a terminal; nil: not shown.
    var shown: String? {
        switch self {
        case .step(let text): "  - \(text)"
        case .log(let text): "  | \(text)"
        case .verdict: nil
        }
    }

    /// nil: the line was torn, or is none of ours.
    init?(_ line: some StringProtocol) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { Self.unescape($0) }
        switch (fields.first, fields.count) {
        case ("step", 2): self = .step(fields[1])
        case ("log", 2): self = .log(fields[1])
        case ("passed", 1): self = .verdict(.passed)
        case ("failed", 4):
            self = .verdict(.failed(Account(done: fields[1], expected: fields[2], happened: fields[3])))
        case ("skipped", 2): self = .verdict(.skipped(fields[1]))
        case ("misuse", 2): self = .verdict(.misuse(fields[1]))
        default: return nil
        }
    }

    private static func escape(_ text: String) -> String {
        let cut = text.unicodeScalars.count > limit ? String(text.unicodeScalars.prefix(limit)) + "…" : text
        return cut.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    }

    private static func unescape(_ text: some StringProtocol) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
