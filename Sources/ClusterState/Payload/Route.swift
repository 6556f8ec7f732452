// SPDX-License-Identifier: Apache-2.0

/// Queue, exchange and routing key in one interned text, a NUL behind each.
enum Route {
    /// Part 0, 1 or 2; its NUL stands behind it.
    static func part(of text: UnsafeRawBufferPointer, _ number: Int) -> UnsafeRawBufferPointer {
        var start = 0
        for _ in 0..<number {
            guard let end = text[start...].firstIndex(of: 0) else { break }
            start = end + 1
        }
        let end = text[start...].firstIndex(of: 0) ?? text.count
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }
}
