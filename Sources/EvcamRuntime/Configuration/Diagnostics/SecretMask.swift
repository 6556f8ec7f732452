// SPDX-License-Identifier: Apache-2.0

/// Finds what looks like a secret in a line, so that a report about something else on it does not show it.
enum SecretMask {
    /// Which characters of a line are hidden: the declared secrets, passwords in URLs, and the values of
    /// keys that are called like secrets.
    static func hidden(in line: [Unicode.Scalar], number: Int, _ secrets: [SourceSpan]) -> [Bool] {
        var hidden = [Bool](repeating: false, count: line.count)
        for span in secrets where span.start.line <= number && number <= span.end.line {
            let from = span.start.line == number ? span.start.column - 1 : 0
            let to = span.end.line == number ? span.end.column - 1 : line.count
            for index in from..<max(from, min(to, line.count)) { hidden[index] = true }
        }
        hidePasswords(of: line, &hidden)
        hideNamed(in: line, &hidden)
        return hidden
    }

    /// `scheme://user:password@host`: from the colon to the last `@` before the end of the word, as a
    /// password that is not percent-encoded may hold an `@` or a `/` itself.
    private static func hidePasswords(of line: [Unicode.Scalar], _ hidden: inout [Bool]) {
        var index = 0
        while index + 2 < line.count {
            guard line[index] == ":", line[index + 1] == "/", line[index + 2] == "/" else {
                index += 1
                continue
            }
            let start = index + 3
            let end = line[start...].firstIndex { " \t\"',;".unicodeScalars.contains($0) } ?? line.count
            index = end
            guard let at = line[start..<end].lastIndex(of: "@"),
                let colon = line[start..<at].firstIndex(of: ":")
            else { continue }
            for place in (colon + 1)..<at { hidden[place] = true }
        }
    }

    private static let names = ["password", "passwd", "passphrase", "secret", "token", "api_key", "apikey"]

    /// `password: value`, `API_TOKEN = value`: up to the end of the item.
    private static func hideNamed(in line: [Unicode.Scalar], _ hidden: inout [Bool]) {
        let lower = line.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0 }
        for name in names.map({ Array($0.unicodeScalars) }) where line.count > name.count {
            for start in 0...(line.count - name.count) where lower[start..<start + name.count].elementsEqual(name) {
                var index = start + name.count
                while index < line.count, isNamePart(line[index]) { index += 1 }
                while index < line.count, " \"'".unicodeScalars.contains(line[index]) { index += 1 }
                guard index < line.count, line[index] == ":" || line[index] == "=" else { continue }
                index += 1
                while index < line.count, line[index] == " " { index += 1 }
                while index < line.count, !",}".unicodeScalars.contains(line[index]) {
                    hidden[index] = true
                    index += 1
                }
            }
        }
    }

    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "-" || scalar.properties.isAlphabetic
    }
}
