// SPDX-License-Identifier: Apache-2.0

/// Words of the commands that messages tell people to paste.
enum ShellWord {
    /// A text as one word of a shell's line.
    static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || "/-_.@+".unicodeScalars.contains($0)
        }
        if isPlain, !text.isEmpty { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A command from its words.
    static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }
}
