// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Glibc

/// Where the picture goes: a terminal that is drawn over, or anything else, which gets one after the other.
struct Terminal {
    private let descriptor: Int32
    /// Whether a new picture takes the place of the old one.
    let redraws: Bool
    /// Columns of each line of the picture that stands there.
    private var drawn: [Int] = []

    /// `environment` answers variables (TERM, COLUMNS).
    init(descriptor: Int32, environment: (String) -> String?) {
        self.descriptor = descriptor
        redraws = isatty(descriptor) == 1 && environment("TERM") ?? "dumb" != "dumb"
        plainWidth = environment("COLUMNS").flatMap { Int($0) }.flatMap { (20...1_000).contains($0) ? $0 : nil } ?? 120
    }

    /// Columns of a picture that goes into a log.
    private let plainWidth: Int

    /// Columns, and lines where these count.
    var size: (width: Int, height: Int?) {
        guard redraws else { return (plainWidth, nil) }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 23) }
        // The last line stays free for the cursor.
        return (Int(size.ws_col), max(1, Int(size.ws_row) - 1))
    }

    /// Shows the picture.
    ///
    /// Gives up, with ``CameraError/retry(_:)``, when `isCancelled` while the other end does not read; a terminal
    /// that is gone is fatal.
    mutating func show(_ lines: [PictureLine], isCancelled: () -> Bool) throws {
        var text = ""
        if redraws {
            // A terminal made narrower since has broken the old lines.
            let width = max(1, size.width)
            let rows = drawn.reduce(0) { $0 + max(1, ($1 + width - 1) / width) }
            text = rows > 0 ? "\r\u{1B}[\(rows)A" : "\r"
            for line in lines { text += line.text + "\u{1B}[K\n" }
            text += "\u{1B}[J"
        } else {
            for line in lines { text += line.text + "\n" }
            text += "\n"
        }
        try write(text, isCancelled: isCancelled)
        drawn = lines.map(\.width)
    }

    private func write(_ text: String, isCancelled: () -> Bool) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                if isCancelled() { throw CameraError.retry("nobody reads the terminal") }
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, 100)
            case ENOSPC: throw CameraError.drop("cannot write the picture: \(String(cString: strerror(errno)))")
            default: throw CameraError.fatal("cannot write the picture: \(String(cString: strerror(errno)))")
            }
        }
    }
}
