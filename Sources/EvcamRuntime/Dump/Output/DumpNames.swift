// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The names of a dump's files.
///
/// One file has the name that was asked for; those of a rotation have the time of their first line in it, in UTC, so
/// that they sort as they were written: `recording-20261123T063723.038Z.ndjson.gz`.
struct DumpNames {
    private let folder: String
    private let stem: String
    private let suffix: String
    private let isRotated: Bool
    private var lastMilliseconds = 0

    init(_ path: String, isRotated: Bool, compresses: Bool) {
        let slash = path.lastIndex(of: "/")
        folder = slash.map { String(path[...$0]) } ?? ""
        var name = slash.map { path[path.index(after: $0)...] } ?? path[...]
        if name.hasSuffix(".gz") { name = name.dropLast(3) }
        let dot = name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? $0 : nil } ?? name.endIndex
        stem = String(name[..<dot])
        suffix = name[dot...] + (compresses ? ".gz" : "")
        self.isRotated = isRotated
    }

    /// The next file's name, which no file has.
    /// - Throws: the one name is taken.
    mutating func next(_ now: Double) throws(DumpError) -> String {
        guard isRotated else {
            let path = folder + stem + suffix
            guard access(path, F_OK) != 0 else {
                throw DumpError(
                    "'\(path)' exists already; name another file with `-o`, or remove it", exitCode: EX_CANTCREAT)
            }
            return path
        }
        lastMilliseconds = max(lastMilliseconds + 1, Int(max(0, min(now, 253_402_300_000)) * 1000))
        while true {
            let path = folder + stem + "-" + Self.stamp(lastMilliseconds) + suffix
            if access(path, F_OK) != 0, access(path + ".part", F_OK) != 0 { return path }
            lastMilliseconds += 1
        }
    }

    private static func stamp(_ milliseconds: Int) -> String {
        var time = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&time, &parts)
        func pad(_ number: Int32, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return pad(parts.tm_year + 1900, 4) + pad(parts.tm_mon + 1, 2) + pad(parts.tm_mday, 2) + "T"
            + pad(parts.tm_hour, 2) + pad(parts.tm_min, 2) + pad(parts.tm_sec, 2) + "."
            + pad(Int32(milliseconds % 1000), 3) + "Z"
    }
}
