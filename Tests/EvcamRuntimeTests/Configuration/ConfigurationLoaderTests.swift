// SPDX-License-Identifier: Apache-2.0
import CameraHost
import EventSources
import Foundation
import Logging
import Testing

@testable import EvcamRuntime

@Suite struct ConfigurationLoaderTests {
    private let minimal = "broker: redis://localhost/0\ncameras: [{camera: console}]\n"

    @Test func `what is not said has Celery's defaults`() throws {
        let read = try configuration(minimal)
        var expected = Configuration()
        expected.broker = try BrokerConfiguration("redis://localhost/0")
        expected.cameras = read.cameras
        #expect(read == expected)
        #expect(read.freq == .seconds(1) && read.cleanupFreq == .seconds(3600))
        #expect(read.maxrate == nil && read.limits.maxTasks == 10_000 && read.limits.maxWorkers == 5_000)
        #expect(read.cameras.map(\.name) == ["console"])
    }

    @Test func `every key of a full file is read`() throws {
        let read = try configuration(
            """
            broker: amqp://guest:${PASSWORD}@localhost:5672//
            cluster: production
            tape: {path: /var/lib/evcam/tape, keep: 12h, sync: 0}
            enable_events: true
            freq: 0.5
            maxrate: 30/m
            cleanup_freq: 2h
            clear_after: true
            celery_exact: true
            deterministic: true
            limits: {max_tasks: 1, max_workers: 2, max_counters: 3, max_pending: 4MB, max_bytes: 1GiB, max_message: 5KB, max_backlog: 7MB}
            status_interval: 30s
            deadline: 2s
            log: {level: DEBUG, file: evcam.log}
            camera_path: [cameras, ~/cameras]
            x-anything: &shared {redact: [args, kwargs]}
            cameras:
              - <<: *shared
                name: history
                camera: ./libevcam-camera-sqlite.so
                maxrate: 6/m
                isolation: inline
                tasks: {include: ["shop.*"], exclude: ["*.ping"], states: [FAILURE, RETRY], workers: ["w?@*"]}
                truncate: {args: 10, result: 20}
                deadline: 5s
                options: {path: x}
              - {camera: jsonl, truncate: 100}
            """, environment: ["PASSWORD": "a@b", "HOME": "/home/me"])
        var broker = try BrokerConfiguration("amqp://guest:a%40b@localhost:5672//")
        broker.settings.maxMessageBytes = 5000
        broker.settings.maxBacklogBytes = 7_000_000
        #expect(read.broker == broker && read.broker?.settings.urls.first?.password == "a@b")
        #expect(read.tape?.path == "/var/lib/evcam/tape" && read.tape?.sync == .zero && read.enableEvents)
        #expect(read.tape?.keepDuration == .seconds(43_200) && read.tape?.keepBytes == nil)
        #expect(read.freq == .milliseconds(500) && read.cleanupFreq == .seconds(7200))
        #expect(read.maxrate?.perSecond == 0.5)
        #expect(read.clearAfter && read.celeryExact && read.deterministic)
        #expect(read.limits.maxBytes == 1_073_741_824 && read.limits.maxMessage == 5000)
        #expect(read.log == LogConfiguration(level: .debug, file: "/etc/evcam/evcam.log"))
        #expect(read.cameraPath == ["/etc/evcam/cameras", "/home/me/cameras"])
        let camera = try #require(read.cameras.first)
        #expect(camera.camera == .file("/etc/evcam/libevcam-camera-sqlite.so"))
        #expect(camera.tasks.include.map(\.description) == ["shop.*"])
        #expect(camera.tasks.workers.map(\.description) == ["w?@*"])
        #expect(camera.redact == [.args, .kwargs] && camera.truncate == [.args: 10, .result: 20])
        #expect(camera.deadline == .seconds(5) && camera.options != nil)
        #expect(read.cameras.last?.truncate.count == 5)
    }

    @Test func `a replay is a file or a map`() throws {
        func replay(_ text: String) throws -> ReplayConfiguration? {
            try configuration("replay: \(text)\ncameras: [{camera: console}]\n").replay
        }
        #expect(try replay("a.ndjson.gz") == ReplayConfiguration(file: "/etc/evcam/a.ndjson.gz", speed: .recorded))
        #expect(try replay("\"-\"") == ReplayConfiguration(file: "-", speed: .recorded))
        #expect(try replay("{file: /a, speed: max}") == ReplayConfiguration(file: "/a", speed: .max))
        #expect(try replay("{file: /a, speed: 10x}")?.speed == .factor(10))
        #expect(try replay("{file: /a, speed: 2.5}")?.speed == .factor(2.5))
        #expect(throws: ConfigurationError.self) { try replay("{file: /a, speed: fast}") }
        #expect(throws: ConfigurationError.self) { try replay("{speed: max}") }
    }

    @Test func `values of variables are read as what is wanted`() throws {
        let read = try configuration(
            minimal + "freq: ${FREQ}\nclear_after: ${CLEAR:-true}\ncluster: ${NAME}\nlimits: {max_tasks: \"${MAX}\"}\n",
            environment: ["FREQ": "5", "NAME": "2024", "MAX": "7"])
        #expect(read.freq == .seconds(5) && read.clearAfter && read.cluster == "2024" && read.limits.maxTasks == 7)
    }

    @Test func `sixty-four cameras are the most`() throws {
        func text(_ count: Int) -> String {
            "replay: x\ncameras:\n" + (0..<count).map { "  - {name: c\($0), camera: console}\n" }.joined()
        }
        #expect(try configuration(text(64)).cameras.count == 64)
        #expect(report(text(65)).contains("config.yaml:67:5: error: there are 65 items here; 64 is the most"))
    }

    @Test func `a camera on the command line needs no file`() throws {
        var overrides = ConfigurationOverrides()
        overrides.replay = "-"
        overrides.speed = "max"
        overrides.freq = "2.5"
        overrides.cameras = [.init(name: "console"), .init(name: "jsonl", options: ["path=x"])]
        let read = try ConfigurationLoader.draft(path: nil, environment: [:], overrides: overrides).finish()
        #expect(read.replay == ReplayConfiguration(file: "-", speed: .max) && read.freq == .milliseconds(2500))
        #expect(read.cameras.map(\.name) == ["console", "jsonl"])
        #expect(read.cameras.last?.optionArguments == ["path=x"])
    }

    @Test func `the command line wins over the file and chooses its cameras by name`() throws {
        var overrides = ConfigurationOverrides()
        overrides.broker = ["amqp://other"]
        overrides.cameras = [.init(name: "screen"), .init(name: "minimal")]
        let read = try configuration(
            "replay: x\ncameras: [{name: screen, camera: console, maxrate: 1/s}, {camera: jsonl}]\n",
            overrides: overrides)
        #expect(read.broker?.urls == ["amqp://guest:**@other:5672//"] && read.replay == nil)
        #expect(read.cameras.map(\.name) == ["screen", "minimal"] && read.cameras[0].maxrate?.perSecond == 1)
    }

    @Test func `mistakes of the command line stand behind those of the file`() {
        var overrides = ConfigurationOverrides()
        overrides.freq = "0"
        overrides.broker = ["ampq://u:hunter2@h"]
        overrides.cameras = [.init(name: "console"), .init(name: "console")]
        #expect(
            report("clusta: x\n", overrides: overrides) == """
                config.yaml:1:1: error: `clusta` is not a key of the configuration
                 1 | clusta: x
                   | ^~~~~~
                   = did you mean `cluster`?
                --broker: error: evcam cannot follow a broker of the kind `ampq`
                  = did you mean `amqp`?
                --camera: error: `console` is named twice
                  = name each camera once; two of a kind need a file with a `name:` for each
                --freq: error: with a freq of 0 there is never a shutter
                  = write the time from one shutter to the next, such as `1s`

                """)
    }

    @Test func `a broken file says nothing of what it misses`() {
        #expect(!report("broker: [\n").contains("names no"))
    }

    @Test func `the example is right`() throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let path = folder.appendingPathComponent("config.example.yaml").path
        let read = try ConfigurationLoader.load(path: path, environment: [:])
        #expect(read.replay?.file == folder.path + "/Examples/recording.ndjson.gz")
        #expect(read.cameras.map(\.name) == ["screen", "recording", "counter"])
    }
}
