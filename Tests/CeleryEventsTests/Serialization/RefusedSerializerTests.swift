// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CeleryEvents

@Suite struct RefusedSerializerTests {
    @Test(arguments: [
        ("application/x-python-serialize", "pickle"), ("APPLICATION/X-Python-Serialize", "pickle"),
        ("pickle", "pickle"),
        ("application/data", "signed"), ("auth", "signed"), ("text/plain", "unknown_serializer"),
        ("application/octet-stream", "unknown_serializer"), ("application/jsonx", "unknown_serializer"),
        ("applicatiox/json", "unknown_serializer"), ("application/jso", "unknown_serializer"),
        ("application/jsoN ;x", nil), ("\t", nil), (";charset=utf-8", nil),
    ]) func `a serializer that is not taken is refused by name`(label: String, cause: String?) {
        let error = refusal(Array("{}".utf8), contentType: label)
        #expect(error?.cause == cause)
        #expect(error?.isOfSender ?? true)
        if let error { #expect("\(error)".contains("event_serializer = \"json\"")) }
        // Whatever else is said of the body.
        #expect(refusal([], contentType: label, compression: "gzip")?.cause == cause ?? "undecompressable")
    }

    @Test func `an unknown content type is named`() {
        let error = refusal([], contentType: "text/pläin")
        #expect(error == .unknownSerializer(contentType: "text/pl??in"))
    }

    @Test func `faults of one message are not those of its sender`() {
        let faults: [EventDecodingError] = [
            .undecodable(""), .undecodable("", as: .yaml), .notAnEvent(""), .tooLarge(bytes: 2, limit: 1),
            .unpacksTooLarge(limit: 1), .undecompressable("gzip", ""), .notBase64,
        ]
        #expect(faults.allSatisfy { !$0.isOfSender })
        #expect(Set(faults.map(\.cause)) == ["undecodable", "not_an_event", "too_large", "undecompressable"])
    }

    @Test func `a sentence names the form that the message should have`() {
        #expect("\(EventDecodingError.undecodable("x"))" == "the message is not JSON: x")
        #expect("\(EventDecodingError.undecodable("x", as: .msgpack))" == "the message is not msgpack: x")
        #expect("\(EventDecodingError.undecompressable("zstd", "x"))" == "the message cannot be decompressed (zstd): x")
    }

    @Test func `a message is too large before it is unpacked`() {
        let decoding = Decoding(maxMessageBytes: 100)
        let body = [UInt8](repeating: 0x20, count: 101)
        for (contentType, compression) in [("", ""), (ContentType.yaml, ""), (ContentType.json, "gzip")] {
            #expect(throws: EventDecodingError.tooLarge(bytes: 101, limit: 100)) {
                try decoding.add(body, contentType: contentType, compression: compression)
            }
        }
    }
}
