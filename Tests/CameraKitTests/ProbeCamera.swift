// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraKit

/// A camera that does what its options and the snapshot's cluster name tell it, and says what it saw in metrics.
final class ProbeCamera: Camera {
    enum Mode: String, OptionChoice { case slow, fast }

    struct Configuration: CameraConfiguration {
        @Option("a flag") var flag = true
        @Option("how many", min: 1, max: 9) var many = 3
        @Option("a share") var share: Double?
        @Option("a word") var word: String
        @Option("a pause", min: .zero) var pauseTime: Duration = .seconds(120)
        @Option("room") var room: ByteCount = .megabytes(5)
        @Option("a mode") var mode = Mode.slow
        @Option("names", name: "surnames", max: 3) var names: [String]?
        @Option("a file", .path) var file: String?
        @Option("a token") var token: Secret?
        var limits = Limits()
    }

    struct Limits: OptionGroup {
        @Option("how many at once", max: 7) var atOnce = 2
        @Option("a name", name: "called") var label: String?
    }

    static let description = CameraDescription(
        id: "probe", version: "1.2.3", summary: "a probe", author: "nobody", license: "MIT",
        wants: [.taskCounts, .counters])

    struct Mishap: Error, CustomStringConvertible { let description = "a mishap" }

    struct Outage: CameraErrorConvertible { var cameraError: CameraError { .drop("an outage") } }

    private let host: Host
    private let configuration: Configuration

    init(configuration: Configuration, host: Host) throws {
        self.host = host
        self.configuration = configuration
        switch configuration.word {
        case "no": throw CameraError.config("not that word")
        case "later": throw CameraError.retry("not now")
        case "mishap": throw Mishap()
        default: break
        }
    }

    deinit { host.log(.debug, "gone") }

    func start() throws {
        host.log(.info, "started", ["word": .string(configuration.word), "pid": 7, "share": 0.5, "mode": true])
        host.metric("flag", configuration.flag ? 1 : 0)
        host.metric("many", Double(configuration.many))
        host.metric("pause", configuration.pauseTime / .seconds(1))
        host.metric("room", Double(configuration.room.bytes))
        host.metric("share", configuration.share ?? -1)
        host.metric("names", configuration.names.map { Double($0.count) } ?? -1)
        host.metric("atOnce", Double(configuration.limits.atOnce))
        host.metric("called", Double(configuration.limits.label?.utf8.count ?? -1))
        host.metric("fast", configuration.mode == .fast ? 1 : 0)
        host.metric("wordIsSet", configuration.$word.isSet && !configuration.$many.isSet ? 1 : 0)
        if configuration.word == "misplaced" { throw CameraError.drop("there is no delta yet") }
    }

    func shutter(_ snapshot: SnapshotView) throws {
        switch snapshot.cluster {
        case .some("retry"): throw CameraError.retry("later")
        case .some("drop"): throw CameraError.drop("never")
        case .some("fatal"): throw CameraError.fatal("over")
        case .some("config"): throw CameraError.config("too late for that")
        case .some("mishap"): throw Mishap()
        case .some("outage"): throw Outage()
        default: break
        }
        host.metric("changed", Double(snapshot.changed.count))
        host.metric("failures", Double(snapshot.changed.count { $0.state == "FAILURE" }))
        host.metric("cancelled", host.isCancelled ? 1 : 0)
    }

    func cleanup(_ cleanup: Cleanup) throws -> Int { Int(cleanup.now) }
}

/// A second camera in the same program.
struct OtherCamera: Camera {
    static let description = CameraDescription(id: "other", version: "1", summary: "another")

    init(configuration: NoOptions, host: Host) { host.log(.info, "the other one") }

    func shutter(_ snapshot: SnapshotView) {}
}
