// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// The names a shared library offers to others.
enum ExportedSymbols {
    private static let entrySize = 24

    /// Defined functions and variables of the dynamic symbol table; nil: the file has none.
    static func read(_ path: String) -> [String]? {
        guard let file = ELFFile.open(path), let table = file.section(named: ".dynsym", atMost: 1 << 26),
            let texts = file.section(named: ".dynstr", atMost: 1 << 26)
        else { return nil }
        var names: [String] = []
        for entry in stride(from: 0, through: table.count - entrySize, by: entrySize) {
            let binding = table[entry + 4] >> 4
            let visibility = table[entry + 5] & 3
            let section = Int(table[entry + 6]) | Int(table[entry + 7]) << 8
            // Undefined ones are wanted from others; local and hidden ones cannot be seen.
            guard section != 0, binding != 0, visibility == 0 || visibility == 3 else { continue }
            let start = (0..<4).reduce(0) { $0 | Int(table[entry + $1]) << (8 * $1) }
            guard start < texts.count else { continue }
            names.append(String(decoding: texts[start...].prefix { $0 != 0 }, as: UTF8.self))
        }
        // What linkers put there themselves.
        let ofLinkers: Set<String> = ["_init", "_fini", "_edata", "_end", "__bss_start", ""]
        return names.filter { !ofLinkers.contains($0) }.sorted()
    }
}
