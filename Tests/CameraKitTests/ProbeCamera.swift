// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraKit

/// A camera that does what its options and the snapshot's cluster name tell it, and says what it saw in metrics.
final class ProbeCamera: Camera {
    static let description = CameraDescription(
        id: "probe", version: "1.2.3", summary: "a probe", author: "nobody", license: "MIT",
        wants: [.taskCounts, .counters],
        options: [
            CameraOption("flag", .bool, "a flag", default: "true"),
            CameraOption("many", .int, "how many", default: "3", minimum: 1, maximum: 9),
            CameraOption("share", .float, "a share"),
            CameraOption("word", .string, "a word", required: true),
            CameraOption("pause", .duration, "a pause", default: "2m"),
            CameraOption("room", .bytes, "room", default: "5MB"),
            CameraOption("mode", .choice, "a mode", default: "slow", choices: ["slow", "fast"]),
            CameraOption("names", .list, "names"),
        ]
    )

    static let entry = CameraEntry(ProbeCamera.self) { CameraEntry.create(ProbeCamera.self, $0, $1, $2) }

    struct Mishap: Error, CustomStringConvertible { let description = "a mishap" }

    private let host: Host
    private let configuration: CameraConfiguration

    init(configuration: CameraConfiguration, host: Host) throws {
        self.host = host
        self.configuration = configuration
        if try configuration.text("word") == "no" { throw CameraError.config("not that word") }
    }

    deinit { host.log(.debug, "gone") }

    func start() throws {
        host.log(.info, "started", ["word": .string(try configuration.text("word")), "pid": 7, "share": .double(0.5)])
        host.metric("flag", try configuration.bool("flag") ? 1 : 0)
        host.metric("many", Double(try configuration.int("many")))
        host.metric("pause", try configuration.duration("pause") / .seconds(1))
        host.metric("room", Double(try configuration.bytes("room")))
        host.metric("share", configuration.has("share") ? try configuration.float("share") : -1)
        host.metric("names", configuration.has("names") ? Double(try configuration.list("names").count) : -1)
        host.metric("wordIsSet", configuration.isSet("word") && !configuration.isSet("many") ? 1 : 0)
    }

    func shutter(_ snapshot: SnapshotView) throws {
        switch snapshot.cluster {
        case .some("retry"): throw CameraError.retry("later")
        case .some("drop"): throw CameraError.drop("never")
        case .some("fatal"): throw CameraError.fatal("over")
        case .some("mishap"): throw Mishap()
        default: break
        }
        host.metric("changed", Double(snapshot.changed.count))
        host.metric("failures", Double(snapshot.changed.count { $0.state == "FAILURE" }))
        host.metric("cancelled", host.isCancelled ? 1 : 0)
    }

    func cleanup(now: Double) throws -> Int { Int(now) }
}
