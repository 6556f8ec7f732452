// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Commands of a shell.
package enum Shell {
    /// Runs a line to its end.
    /// - Returns: what it wrote, errors included.
    /// - Throws: ``FixtureError`` with that if it failed.
    @discardableResult
    package static func run(_ line: String) throws(FixtureError) -> String {
        Spawning.lock()
        let started = popen("{ \(line)\n} 2>&1 </dev/null", "re")
        Spawning.unlock()
        guard let stream = started else {
            throw FixtureError("cannot start a shell: \(String(cString: strerror(errno)))")
        }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            if count == 0 { break }
            output += buffer[..<count]
        }
        let text = String(decoding: output, as: UTF8.self)
        let status = pclose(stream)
        guard status == 0 else { throw FixtureError("`\(line)` failed with \(status >> 8): \(text)") }
        return text
    }

    /// A text as one word.
    package static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// Whether there is such a program.
    package static func has(_ program: String) -> Bool {
        (try? run("command -v \(quoted(program))")) != nil
    }
}
