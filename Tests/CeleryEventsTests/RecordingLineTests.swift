// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import Testing

@Suite struct RecordingLineTests {
    @Test(arguments: [
        #"{"received": 7.5, "routing_key": "task.multi", "body": [{"name": "a"}, {"name": "b"}]}"#,
        #"{"body": [{"name": "a"}, {"name": "b"}], "routing_key": "task.multi", "received": 7.5}"#,
        #"{"routing_key": "task.multi", "body": [{"name": "a"}, {"name": "b"}], "received": 7.5}"#,
        #"{"more": {"received": 1, "body": {}}, "received": 7.5, "body": [{"name": "a"}, {"name": "b"}]}"#,
        #"{"body": [{"name": "a"}, {"name": "b", "x": NaN}], "received": 7.5}"#,
        #" { "received" : 7.5 , "body" : [ { "name" : "a" } , { "name" : "b" } ] } "#,
        #"{"received": 7.5, "b\u006fdy": [{"name": "a"}, {"name": "b"}]}"#,
    ]) func `keys stand in any order`(line: String) throws {
        let decoding = Decoding()
        let (count, received) = try decoding.addLine(line)
        decoding.decoder.flush()
        #expect(count == 2)
        #expect(received == 7.5)
        #expect(decoding.events.map { $0.fields[.name] } == [.string("a"), .string("b")])
        #expect(decoding.events.allSatisfy { $0.received == 7.5 })
    }

    @Test(arguments: ["", #", "x": NaN"#]) func `a long body before its time has that time too`(oddity: String) throws {
        let body = (0..<700).map { #"{"name": "\#($0)"}"# }.joined(separator: ",")
        let events = try Decoding().lines(#"{"body": [\#(body)], "received": 9\#(oddity)}"#)
        #expect(events.count == 700)
        #expect(events.allSatisfy { $0.received == 9 })
    }

    @Test func `a whole second is a time`() throws {
        #expect(try Decoding().addLine(#"{"received": 7, "body": {}}"#).received == 7)
    }

    @Test(arguments: ["{\"body\": {}}", #"{"received": "7", "body": {}}"#, #"{"received": null, "body": {}}"#])
    func `a line without a time says so`(line: String) throws {
        let (count, received) = try Decoding().addLine(line)
        #expect(count == 1)
        #expect(received.isNaN)
    }

    @Test func `empty batches are normal`() throws {
        #expect(try Decoding().addLine(#"{"received": 7, "body": []}"#).count == 0)
    }

    @Test func `several lines may share a batch and keep their times`() throws {
        let events = try Decoding().lines(
            #"{"received": 1, "body": {"name": "a"}}"#, #"{"received": 2, "body": [{"name": "b"}, {"name": "c"}]}"#)
        #expect(events.map(\.received) == [1, 2, 2])
    }

    @Test(arguments: [
        (#"{"received": 7}"#, "not_an_event"), ("{}", "not_an_event"), (#"{"received": 7, "body": 5}"#, "not_an_event"),
        (#"{"received": 7, "body": [5]}"#, "not_an_event"), (#"{"received": 7, "body": {}"#, "undecodable"),
        (#"{"received": 7, "body": {]}"#, "undecodable"), ("[]", "undecodable"), ("7", "undecodable"),
        (#"{"received": 7, "body": {}} trailing"#, "undecodable"), (#"{"received": 7, "bo"#, "undecodable"),
        ("", "undecodable"),
    ]) func `a line that is none is refused`(line: String, cause: String) throws {
        let decoding = Decoding()
        let error = #expect(throws: EventDecodingError.self) { try decoding.addLine(line) }
        #expect(error?.cause == cause)
        decoding.decoder.flush()
        #expect(decoding.events.isEmpty)
    }
}
