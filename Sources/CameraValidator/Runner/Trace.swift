// SPDX-License-Identifier: Apache-2.0
import Glibc
import Threads

/// What happens in a check, written down at once: if the camera takes the process with it, this is what is left.
///
/// Sendable: lines are written whole, by one `write` each.
package final class Trace: Sendable {
    private let descriptor: Int32
    private let isForPeople: Bool

    /// Writes ``TraceLine``s to a descriptor; for people, as text with an indent.
    package init(descriptor: Int32, isForPeople: Bool) {
        self.descriptor = descriptor
        self.isForPeople = isForPeople
    }

    /// The next thing is done.
    func step(_ text: String) { write(.step(text)) }
    /// The camera said something.
    func log(_ text: String) { write(.log(text)) }
    /// The check is over.
    func end(_ verdict: Verdict) { write(.verdict(verdict)) }

    private func write(_ line: TraceLine) {
        guard let text = isForPeople ? line.shown : line.encoded else { return }
        var bytes = Array(text.utf8) + [0x0A]
        // Pipes take so much in one piece.
        if bytes.count > Int(PIPE_BUF) { bytes = bytes.prefix(Int(PIPE_BUF) - 1) + [0x0A] }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
