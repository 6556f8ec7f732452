// SPDX-License-Identifier: Apache-2.0

import CameraABI

extension evcam_string {
    /// A copy of `text` that is never freed: for descriptions, which live as long as the library.
    init(forever text: String) {
        var text = text
        self = text.withUTF8 { bytes in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
            for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
            copy[bytes.count] = 0
            return evcam_string(ptr: copy, len: UInt64(bytes.count))
        }
    }
}

/// A copy of `elements` that is never freed.
func allocateForever<Element>(_ elements: [Element]) -> UnsafePointer<Element>? {
    guard !elements.isEmpty else { return nil }
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    copy.initialize(from: elements, count: elements.count)
    return UnsafePointer(copy)
}
