// SPDX-License-Identifier: Apache-2.0

import CBase64
import Foundation
import Testing

@Suite struct Base64Tests {
    private static let ways = [CB64_SCALAR, CB64_SSSE3, CB64_AVX2].filter { cb64_has($0) != 0 }

    /// Decodes into exactly the room that the header asks for.
    private func decode(_ text: [UInt8], _ way: cb64_way) -> [UInt8]? {
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { room, count in
            text.withUnsafeBytes { text in
                length = cb64_decode_by(
                    way, text.bindMemory(to: CChar.self).baseAddress, text.count,
                    UnsafeMutableRawBufferPointer(room).bindMemory(to: CChar.self).baseAddress)
            }
            count = length == Int(bitPattern: UInt.max) ? 0 : length
        }
        return length == Int(bitPattern: UInt.max) ? nil : bytes
    }

    @Test func `every way decodes what was encoded, at every length`() {
        for length in 0..<400 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255) }
            let text = Array(Data(bytes).base64EncodedString().utf8)
            for way in Self.ways { #expect(decode(text, way) == bytes) }
        }
    }

    @Test func `every byte that is no digit is refused, wherever it stands`() {
        let digits = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let text = [UInt8](repeating: UInt8(ascii: "Q"), count: 128)
        for byte in UInt8.min...UInt8.max {
            for place in [0, 1, 15, 16, 31, 33, 63, 79, 80, 100, 123, 127] {
                var text = text
                text[place] = byte
                let isFine = digits.contains(byte) || place == 127 && byte == UInt8(ascii: "=")
                for way in Self.ways where (decode(text, way) != nil) != isFine { Issue.record("\(byte) at \(place)") }
            }
        }
    }

    @Test(arguments: [
        "Q", "QQ", "QQQ", "=", "====", "Q===", "QQ=Q", "=QQQ", "QQ==QQ==", "QQ= ", "QQQ\n", " QQQ", "QQQQ=",
    ])
    func `what is not padded as it should be is refused`(text: String) {
        for way in Self.ways { #expect(decode(Array(text.utf8), way) == nil) }
    }

    @Test func `damaged texts are judged alike by every way`() {
        for _ in 0..<10_000 {
            let bytes = (0..<Int.random(in: 0...200)).map { _ in UInt8.random(in: 0...255) }
            var text = Array(Data(bytes).base64EncodedString().utf8)
            for _ in 0..<Int.random(in: 0...2) where !text.isEmpty {
                text[Int.random(in: text.indices)] = UInt8.random(in: 0...255)
            }
            text.removeLast(min(text.count, [0, 0, 0, 1, 4].randomElement() ?? 0))
            let expected = decode(text, CB64_SCALAR)
            for way in Self.ways where decode(text, way) != expected {
                Issue.record("\(way) differs for \(String(decoding: text, as: UTF8.self))")
            }
        }
    }
}
