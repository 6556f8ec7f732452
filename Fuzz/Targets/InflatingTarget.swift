// SPDX-License-Identifier: Apache-2.0

/// Inflates an input, twice with the same inflater: what it made of one message must not show in the next.
enum InflatingTarget {
    static func run(_ input: UnsafeRawBufferPointer, _ compression: Compression) {
        let limit = 1 << 16
        let inflater = compression.makeInflater()
        let padded = PaddedInput(input)
        func inflate() -> [UInt8]? {
            let buffer = BoundedBuffer(limit: limit + 1)
            guard (try? buffer.inflate(padded.bytes, compression, with: inflater)) != nil else { return nil }
            precondition(buffer.count <= limit, "more than the limit")
            return Array(buffer.bytes)
        }
        let once = inflate()
        precondition(once == inflate(), "the second time is not like the first")
    }
}
