// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Dispatch
import Testing

@testable import CameraKit

struct CameraEntryTests {
    private func probe(_ options: [String: String] = ["word": "yes"], padding: Int = 0) throws -> StagedCamera {
        StagedCamera(try #require(ProbeCamera.entry.answer(1, 0)), options: options, padding: padding)
    }

    private func text(_ string: evcam_string) -> String? { TextView(string).map { String($0) } }

    @Test func `the description says what the camera declares`() throws {
        let camera = try #require(ProbeCamera.entry.answer(1, 0)).pointee
        #expect(camera.size == 184)
        #expect(camera.abi_major == 1)
        #expect(camera.flags == EVCAM_CAMERA_WANTS_TASK_COUNTS | EVCAM_CAMERA_WANTS_COUNTERS)
        #expect(text(camera.id) == "probe")
        #expect(text(camera.version) == "1.2.3")
        #expect(text(camera.license) == "MIT")
        #expect(camera.option_count == 8)
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

    @Test func `a host of another major gets nothing`() {
        #expect(ProbeCamera.entry.answer(2, 0) == nil)
        #expect(ProbeCamera.entry.answer(0, 0) == nil)
        #expect(ProbeCamera.entry.answer(1, 99) != nil)
    }

    @Test func `every call on every thread answers the same description`() {
        let expected = ProbeCamera.entry.answer(1, 0).map { UInt(bitPattern: $0) }
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            #expect(ProbeCamera.entry.answer(1, 0).map { UInt(bitPattern: $0) } == expected)
        }
    }

    @Test(arguments: [0, 8, 64])
    func `options arrive typed, whatever the host's stride`(padding: Int) throws {
        let camera = try probe(
            ["word": "yes", "share": "0.25", "names": "a,b"], padding: padding)
        #expect(camera.created == EVCAM_OK)
        #expect(camera.start() == EVCAM_OK)
        #expect(
            camera.host.metrics == [
                "flag": 1, "many": 3, "pause": 120, "room": 5_000_000, "share": 0.25, "names": 2, "wordIsSet": 1,
            ])
        #expect(camera.host.logs.map(\.message) == ["started word=yes pid=7 share=0.5"])
    }

    @Test func `a missing option is a configuration error that names it`() throws {
        let camera = try probe([:])
        #expect(camera.created == EVCAM_CONFIG)
        #expect(camera.host.errors.map(\.message) == ["option `word` is missing: set it to a text"])
    }

    @Test func `what init throws is what create answers`() throws {
        let camera = try probe(["word": "no"])
        #expect(camera.created == EVCAM_CONFIG)
        #expect(camera.host.errors.map(\.message) == ["not that word"])
    }

    @Test(arguments: [
        ("retry", EVCAM_RETRY, "later"), ("drop", EVCAM_DROP, "never"), ("fatal", EVCAM_FATAL, "over"),
        ("mishap", EVCAM_RETRY, "a mishap"),
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
