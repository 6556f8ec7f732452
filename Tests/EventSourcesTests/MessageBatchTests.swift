// SPDX-License-Identifier: Apache-2.0

import EventSources
import Testing

@Suite struct MessageBatchTests {
    @Test func `messages lie behind each other in one arena`() {
        let batch = MessageBatch(capacity: 4)
        for (line, text) in ["first", "", "third one"].enumerated() {
            append(text, line: UInt64(line), to: batch)
        }
        let texts = batch.messages.map { message in
            batch.withUnsafeBytes(of: message) { String(decoding: $0, as: UTF8.self) }
        }
        #expect(texts == ["first", "", "third one"])
        #expect(batch.messages.map(\.bytes.offset) == [0, 5, 5])
        #expect(batch.messages.map(\.lineNumber) == [0, 1, 2])
        #expect(batch.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } == "firstthird one")
    }

    @Test(arguments: [0, 1, 63, 64, 65, 1000]) func `64 bytes of zero follow the last message`(length: Int) {
        let batch = MessageBatch(capacity: 0)
        append(String(repeating: "x", count: length), to: batch)
        let padding = batch.withUnsafeBytes { bytes in
            (0..<MessageBatch.padding).map { bytes.baseAddress?.load(fromByteOffset: length + $0, as: UInt8.self) }
        }
        #expect(padding.allSatisfy { $0 == 0 })
    }

    @Test func `an emptied batch starts at its beginning`() {
        let batch = MessageBatch()
        append("old", to: batch)
        batch.removeAll()
        #expect(batch.isEmpty && batch.byteCount == 0)
        append("new", to: batch)
        #expect(batch.messages.first?.bytes.offset == 0)
    }

    private func append(_ text: String, line: UInt64 = 0, to batch: MessageBatch) {
        var text = text
        text.withUTF8 { batch.append(UnsafeRawBufferPointer($0), lineNumber: line, format: .recordingLine) }
    }
}
