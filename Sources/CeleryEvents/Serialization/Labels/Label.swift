// SPDX-License-Identifier: Apache-2.0

/// A name that a sender wrote on its message, such as a content type.
///
/// Compared without regard to case, and up to the parameters: `application/JSON; charset=utf-8` is
/// `application/json`.
struct Label {
    private let bytes: UnsafeRawBufferPointer

    /// Takes the label's bytes as the sender wrote them; they have to outlive it.
    init(_ bytes: UnsafeRawBufferPointer) {
        var range = bytes.startIndex..<(bytes.firstIndex(of: UInt8(ascii: ";")) ?? bytes.endIndex)
        while let first = range.first, Self.isBlank(bytes[first]) { range = first + 1..<range.upperBound }
        while let last = range.last, Self.isBlank(bytes[last]) { range = range.lowerBound..<last }
        self.bytes = UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    /// Whether there is nothing but perhaps blanks and parameters.
    var isEmpty: Bool { bytes.isEmpty }

    /// The label for messages to people: not too long, and without what is no printable ASCII.
    var text: String {
        let shown = bytes.prefix(80).map { (32..<127).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: shown, as: UTF8.self) + (bytes.count > 80 ? "..." : "")
    }

    /// Whether it is that name, which is written in small letters.
    static func ~= (name: StaticString, label: Label) -> Bool {
        guard name.utf8CodeUnitCount == label.bytes.count else { return false }
        for (index, byte) in label.bytes.enumerated() where lower(byte) != name.utf8Start[index] { return false }
        return true
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
