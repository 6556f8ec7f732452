// SPDX-License-Identifier: Apache-2.0

import CameraHost
import Recordings
import Testing

/// What a query finds is the same whatever the recording is made of.
@Suite struct FilterTests {
    private static func pattern(_ text: String) throws -> NamePattern {
        let glob = try Glob(text)
        return NamePattern(text, matches: { glob.matches($0) })
    }

    /// The numbers of the tasks that are found.
    private static func numbers(_ tasks: [RecordedTask]) -> [Int] { tasks.map { Int($0.uuid.prefix(8)) ?? -1 } }

    @Test(arguments: SampleRecording.Kind.allCases)
    func `everything is read, the newest first`(kind: SampleRecording.Kind) throws {
        let tasks = try SampleRecording.shop.make(kind).tasks()
        #expect(Self.numbers(tasks) == Array((1...12).reversed()))
        let failed = tasks[5]
        #expect(failed.name == "shop.pay")
        #expect(failed.state == "FAILURE")
        #expect(failed.worker == "w0@a")
        #expect(failed.exception == "ValueError('out of \"stock\"')")
        #expect(failed.traceback == "line 1\nline 2")
        #expect(failed.args == "(1, 'a,b')")
        #expect(failed.attributes?.filter { $0 != " " } == #"{"attempt":2}"#)
        #expect(failed.isTruncated)
        #expect(failed.timestamp == SampleRecording.start + 7)
        #expect(failed.received == SampleRecording.start + 6.5)
        #expect(failed.succeeded == nil)
        #expect(failed.retries == 0)
        #expect(failed.clock == 7)
        #expect(failed.revision == 7)
        #expect(failed.epoch == SampleRecording.epoch)
        #expect(tasks[0].name == nil)
        #expect(tasks[2].name == "проект.задача")
        #expect(tasks[2].result == "\u{1B}[31m<b>\u{202E}")
    }

    @Test(arguments: SampleRecording.Kind.allCases)
    func `filters`(kind: SampleRecording.Kind) throws {
        let recording = try SampleRecording.shop.make(kind)
        func found(_ change: (inout TaskQuery) throws -> Void) throws -> [Int] {
            Self.numbers(try recording.tasks(change))
        }
        #expect(try found { $0.states = TaskQuery.failedStates } == [8, 7])
        #expect(try found { $0.states = ["REVOKED", "CUSTOM"] } == [10, 9])
        #expect(try found { $0.names = [try Self.pattern("shop.m*")] } == [5, 3, 1])
        #expect(try found { $0.names = [try Self.pattern("mail.*"), try Self.pattern("odd*")] } == [9, 8])
        #expect(try found { $0.workers = [try Self.pattern("w1@*")] } == [9, 8, 5, 3, 1])
        #expect(try found { $0.since = SampleRecording.start + 10 } == [12, 11, 10])
        #expect(try found { $0.until = SampleRecording.start + 3 } == [2, 1])
        #expect(try found { $0.uuid = "0000001" } == [12, 11, 10])
        #expect(try found { $0.uuid = "00000007-0000-4000-8000-000000000000" } == [7])
        #expect(try found { $0.uuid = "%" } == [])
        #expect(try found { $0.order = .slowest } == [6, 5, 4, 3, 2, 1])
        #expect(
            try found {
                $0.order = .slowest
                $0.limit = 2
            } == [6, 5])
        #expect(try found { $0.limit = 1 } == [12])
        #expect(
            try found {
                $0.states = ["SUCCESS"]
                $0.names = [try Self.pattern("shop.pay")]
                $0.since = SampleRecording.start + 3
            } == [6, 4])
    }

    @Test(arguments: SampleRecording.Kind.allCases)
    func `counts know no limit`(kind: SampleRecording.Kind) throws {
        let recording = try SampleRecording.shop.make(kind).open()
        var query = TaskQuery()
        query.limit = 1
        query.states = ["SUCCESS"]
        #expect(try recording.count(query) == 6)
    }

    /// The same pattern in SQLite's GLOB, in PostgreSQL's regular expressions and in memory.
    @Test(arguments: [
        "*", "shop.???", "shop.[mp]*", "shop.[!m]*", "odd[[]1]?.x", "*[*]*", "проект.?????*", "[а-я]*.*", "shop.pay$",
        "SHOP.*", "*.x", "odd[[]1[]][*].x", "shop[^.]pay", "(shop|mail).*", "\\w*", "sho[p-z].pay", "[]x]*",
    ])
    func `patterns fit the same names`(text: String) throws {
        let pattern = try Self.pattern(text)
        let found = try SampleRecording.Kind.allCases.map { kind in
            Self.numbers(try SampleRecording.shop.make(kind).tasks { $0.names = [pattern] })
        }
        #expect(found[0] == found[2], "in SQLite")
        #expect(found[1] == found[2], "in PostgreSQL")
    }

    @Test(arguments: SampleRecording.Kind.allCases)
    func `long texts are cut where they stand`(kind: SampleRecording.Kind) throws {
        let tasks = try SampleRecording.shop.make(kind).tasks {
            $0.textLimit = 5
            $0.states = ["FAILURE"]
            $0.fields = [.uuid, .exception]
        }
        #expect(tasks.first?.exception == "Value")
        #expect(tasks.first?.args == nil)
    }
}
