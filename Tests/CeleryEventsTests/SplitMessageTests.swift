// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import Testing

@Suite struct SplitMessageTests {
    @Test(arguments: [0, 1, 10, 255, 256, 257, 300, 511, 512, 600])
    func `a long message that breaks off hands over whole events only`(whole: Int) throws {
        let events = (0..<whole).map { #"{"type": "task-sent", "uuid": "u\#($0)", "more": 1}"# }
        let body = Array(
            ("[" + (events + [#"{"type": "task-sent", "more": 1, "uuid": tru"#]).joined(separator: ",")).utf8)
        var uuids: [DecodedValue?] = []
        let decoder = EventDecoder { batch in
            for index in 0..<batch.count { uuids.append(DecodedEvent(batch[index]).fields[.uuid]) }
        }
        #expect(throws: EventDecodingError.self) {
            try (body + [UInt8](repeating: 0, count: EventDecoder.padding)).withUnsafeBytes {
                _ = try decoder.decodeBody(UnsafeRawBufferPointer(rebasing: $0[..<body.count]), received: 1)
            }
        }
        decoder.flush()
        #expect(uuids == (0..<uuids.count).map { .string("u\($0)") })
        #expect(uuids.count <= whole)
    }
}
