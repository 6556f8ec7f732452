// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Dispatch
import Testing

@testable import CameraKit

struct CameraEntryTests {
    private func probe(_ options: [String: String] = ["word": "yes"], padding: Int = 0) throws -> StagedCamera {
        StagedCamera(try #require(ProbeCamera.entry(1, 0)), options: options, padding: padding)
    }

    private func text(_ string: evcam_string) -> String? { TextView(string).map { String($0) } }

    @Test func `the description says what the camera declares`() throws {
        let camera = try #require(ProbeCamera.entry(1, 0)).pointee
        #expect(camera.size == 184)
        #expect(camera.abi_major == 1)
        #expect(camera.flags == EVCAM_CAMERA_WANTS_TASK_COUNTS | EVCAM_CAMERA_WANTS_COUNTERS)
        #expect(text(camera.id) == "probe")
        #expect(text(camera.version) == "1.2.3")
        #expect(text(camera.license) == "MIT")
        #expect(camera.option_count == 12)
        #expect(camera.option_stride == 96)
        let many = try #require(camera.options)[1]
        #expect(text(many.name) == "many")
        #expect(text(many.default_value) == "3")
        #expect(many.flags == EVCAM_OPTION_HAS_MIN | EVCAM_OPTION_HAS_MAX)
        #expect(many.minimum == 1)
        #expect(many.maximum == 9)
        let word = try #require(camera.options)[3]
        #expect(word.flags == EVCAM_OPTION_REQUIRED)
        #expect(word.default_value.ptr == nil)
        let mode = try #require(camera.options)[6]
        #expect(mode.choice_count == 2)
        #expect(text(try #require(mode.choices)[1]) == "fast")
    }

    @Test func `properties are the schema: name, type, default, bounds`() {
        let lines = ProbeCamera.Configuration.declarations.map { option in
            let bounds = [option.minimum, option.maximum].map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ")
            return "\(option.name) \(option.kind) \(option.isRequired) \(option.defaultValue ?? "-") \(bounds)"
        }
        #expect(
            lines == [
                "flag bool false true - -", "many int false 3 1.0 9.0", "share float false - - -",
                "word string true - - -", "pause_time duration false 2m 0.0 -", "room bytes false 5MB - -",
                "mode choice false slow - -", "surnames list false - - 3.0", "file path false - - -",
                "token secret false - - -", "limits.at_once int false 2 - 7.0", "limits.called string false - - -",
            ])
    }

    @Test(arguments: [
        (Duration.zero, "0.0"), (.milliseconds(500), "500ms"), (.seconds(1), "1s"), (.seconds(90), "90s"),
        (.seconds(7_200), "2h"), (.seconds(5 * 86_400), "5d"), (.seconds(30 * 86_400), "30d"),
        (.microseconds(1_500), "0.0015"),
    ])
    func `a default duration stands in the unit that people would write`(duration: Duration, text: String) {
        #expect(duration.defaultText == text)
    }

    @Test func `defaults of sizes and lists are YAML`() {
        let sizes: [ByteCount] = [0, 4_096, .kilobytes(64), .gigabytes(2)]
        #expect(sizes.map(\.defaultText) == ["0", "4096", "64KB", "2GB"])
        #expect(["it's", "b"].defaultText == "['it''s', 'b']")
    }

    @Test func `a secret shows itself to nobody`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!"\(secret) \([secret]) \(dumped)".contains("hunter2"))
    }

    @Test func `several cameras of one program stay apart`() throws {
        let other = try #require(OtherCamera.entry(1, 0))
        #expect(text(other.pointee.id) == "other")
        #expect(other.pointee.option_count == 0)
        let camera = StagedCamera(other)
        #expect(camera.created == EVCAM_OK)
        #expect(camera.host.logs.map(\.message) == ["the other one"])
        #expect(text(try #require(ProbeCamera.entry(1, 0)).pointee.id) == "probe")
    }

    @Test func `a host of another major gets nothing`() {
        #expect(ProbeCamera.entry(2, 0) == nil)
        #expect(ProbeCamera.entry(0, 0) == nil)
        #expect(ProbeCamera.entry(1, 99) != nil)
    }

    @Test func `every call on every thread answers the same description`() {
        let expected = ProbeCamera.entry(1, 0).map { UInt(bitPattern: $0) }
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            #expect(ProbeCamera.entry(1, 0).map { UInt(bitPattern: $0) } == expected)
        }
    }

    @Test(arguments: [0, 8, 64])
    func `options arrive typed, whatever the host's stride`(padding: Int) throws {
        let camera = try probe(
            ["word": "yes", "share": "0.25", "surnames": "a,b", "mode": "fast", "limits.called": "abc"],
            padding: padding)
        #expect(camera.created == EVCAM_OK)
        #expect(camera.start() == EVCAM_OK)
        #expect(
            camera.host.metrics == [
                "flag": 1, "many": 3, "pause": 120, "room": 5_000_000, "share": 0.25, "names": 2, "wordIsSet": 1,
                "fast": 1, "atOnce": 2, "called": 3,
            ])
        #expect(camera.host.logs.map(\.message) == ["started word=yes pid=7 share=0.5 mode=1"])
    }

    @Test func `a missing option is a configuration error that names it`() throws {
        let camera = try probe([:])
        #expect(camera.created == EVCAM_CONFIG)
        #expect(camera.host.errors.map(\.message) == ["option `word` is missing: set it to a text"])
    }

    @Test(arguments: [
        ("no", EVCAM_CONFIG, "not that word"), ("later", EVCAM_FATAL, "not now"), ("mishap", EVCAM_FATAL, "a mishap"),
    ])
    func `what init throws is what create answers, within what create may answer`(
        word: String, result: evcam_result, message: String
    ) throws {
        let camera = try probe(["word": word])
        #expect(camera.created == result)
        #expect(camera.host.errors.map(\.message) == [message])
    }

    @Test func `a value of a type that was not declared is refused`() throws {
        let arena = Arena()
        var value = evcam_option_value()
        value.name = arena.text("word")
        value.type = EVCAM_OPTION_INT
        var options = evcam_options()
        options.value_stride = UInt32(MemoryLayout<evcam_option_value>.stride)
        options.values = arena.array([value], padding: 0)
        options.value_count = 1
        #expect(throws: CameraError.config("option `word` must be a text")) {
            try ProbeCamera.Configuration(HandedValues(&options))
        }
    }

    @Test func `start has no delta to drop`() throws {
        #expect(try probe(["word": "misplaced"]).start() == EVCAM_RETRY)
    }

    @Test(arguments: [
        ("retry", EVCAM_RETRY, "later"), ("drop", EVCAM_DROP, "never"), ("fatal", EVCAM_FATAL, "over"),
        ("mishap", EVCAM_RETRY, "a mishap"), ("outage", EVCAM_DROP, "an outage"),
        ("config", EVCAM_FATAL, "too late for that"),
    ])
    func `what a shutter throws is its result and its message`(
        cluster: String, result: evcam_result, message: String
    ) throws {
        let camera = try probe()
        let snapshot = SnapshotBuilder()
        snapshot.header.cluster = snapshot.arena.text(cluster)
        #expect(camera.shutter(snapshot) == result)
        #expect(camera.host.errors.map(\.message) == [message])
        #expect(camera.host.errors.map(\.code) == [result])
    }

    @Test(arguments: [0, 8, 1024])
    func `a newer host's longer structs are walked by their strides`(padding: Int) throws {
        let camera = try probe()
        let snapshot = SnapshotBuilder()
        snapshot.padding = padding
        for index in 0..<10 { snapshot.task("t\(index)", state: index.isMultiple(of: 2) ? "FAILURE" : "SUCCESS") }
        camera.host.isCancelled = true
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(camera.host.metrics == ["changed": 10, "failures": 5, "cancelled": 1])
    }

    @Test func `a host that breaks the contract is refused with a message`() throws {
        let camera = try probe()
        #expect(camera.shutter(raw: nil) == EVCAM_FATAL)
        let snapshot = SnapshotBuilder()
        snapshot.task("t")
        snapshot.lend { pointer in
            var short = pointer.pointee
            short.size = 200
            #expect(camera.shutter(raw: &short) == EVCAM_FATAL)
            var narrow = pointer.pointee
            narrow.task_stride = 100
            #expect(camera.shutter(raw: &narrow) == EVCAM_FATAL)
        }
        #expect(camera.host.errors.last?.message.contains("`changed` has elements of 100 bytes") == true)
    }

    @Test func `cleanup answers its rows and an instance ends with destroy`() throws {
        let host: StageHost
        do {
            let camera = try probe()
            host = camera.host
            #expect(camera.cleanup(now: 42).deleted == 42)
            #expect(camera.flush() == EVCAM_OK)
            camera.stop()
            #expect(host.logs.isEmpty)
        }
        #expect(host.logs.map(\.message) == ["gone"])
    }
}
