// SPDX-License-Identifier: Apache-2.0

/// Whether one run of bytes comes before another, byte by byte; a prefix comes first.
func bytesPrecede(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    let common = min(a.count, b.count)
    var offset = 0
    while common - offset >= 8 {
        let x = a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let y = b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        if x != y { return UInt64(bigEndian: x) < UInt64(bigEndian: y) }
        offset += 8
    }
    while offset < common {
        if a[offset] != b[offset] { return a[offset] < b[offset] }
        offset += 1
    }
    return a.count < b.count
}
