// SPDX-License-Identifier: Apache-2.0
import Glibc

/// How long a reader sleeps before it looks again: waking up for each message costs more than the message.
///
/// The less comes, the longer it sleeps, up to far less than any shutter's interval. Who may have fallen behind does
/// not: Redis drops a subscriber that leaves too much lying.
struct Rest {
    /// Microseconds.
    private static let shortest: UInt32 = 500
    private static let longest: UInt32 = 8_000
    /// Bytes of one look that are much; twice as many are too much to sleep on.
    private static let much = 128 << 10

    private var length = Self.shortest

    /// Sleeps after a look that brought so many bytes.
    mutating func take(after bytes: Int) {
        length = bytes < Self.much ? min(length * 2, Self.longest) : max(length / 2, Self.shortest)
        if bytes < Self.much * 2 { usleep(length) }
    }
}
