// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A folder of a fixture's own.
package enum FixtureFolder {
    /// Makes one; whoever has made it removes it.
    package static func make(_ name: String) throws(FixtureError) -> String {
        var template = Array("/tmp/evcam-\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FixtureError("cannot make a folder below /tmp: \(String(cString: strerror(errno)))")
        }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Writes a file.
    package static func write(_ text: String, to path: String) throws(FixtureError) {
        guard let file = fopen(path, "we") else {
            throw FixtureError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        fputs(text, file)
        fclose(file)
    }
}
