// SPDX-License-Identifier: Apache-2.0

/// UUIDs of version 4, as Python's uuid4: kombu names queues, tickets and deliveries by them.
enum RandomUUID {
    /// A new one.
    static func text() -> String {
        var generator = SystemRandomNumberGenerator()
        let high: UInt64 = (generator.next() & ~0xF000) | 0x4000
        let low: UInt64 = (generator.next() & ~(0b11 << 62)) | (0b10 << 62)
        let digits = [high, low].map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return parts.map { digits.dropFirst($0.lowerBound).prefix($0.count) }.joined(separator: "-")
    }
}
