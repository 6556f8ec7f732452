// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// What a process writes to a pipe or a terminal, as it comes.
final class TextStream {
    private(set) var text = ""
    private var descriptor: Int32
    private var isAtEnd = false

    /// Takes the descriptor over.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { stop() }

    /// Goes away: whoever writes on finds nobody there.
    func stop() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        isAtEnd = true
    }

    /// Reads until the text is there; an issue if the end comes first.
    func wait(for wanted: String, location: SourceLocation = #_sourceLocation) {
        while !text.contains(wanted) {
            guard readMore() else {
                Issue.record("'\(wanted)' never came, only: \(text)", sourceLocation: location)
                return
            }
        }
    }

    /// Reads to the end.
    func readToEnd() -> String {
        while readMore() {}
        return text
    }

    private func readMore() -> Bool {
        if isAtEnd { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        // A process that hangs fails its test instead of stopping all of them.
        let count = poll(&waiting, 1, 60_000) > 0 ? read(descriptor, &bytes, bytes.count) : 0
        isAtEnd = count <= 0
        if count > 0 { text += String(decoding: bytes[..<count], as: UTF8.self) }
        return count > 0
    }
}
