// SPDX-License-Identifier: Apache-2.0
import EvcamRuntime
import Foundation
import Logging
import ServiceLifecycle
import Testing

/// evcam inside another Swift program.
@Suite struct RecorderServiceTests {
    @Test func `a graceful shutdown ends a recording in the middle with its last picture`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("evcam-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let recording = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Examples/recording.ndjson.gz").standardizedFileURL.path
        let counts = folder.appendingPathComponent("counts.txt")
        // At its own pace it would take 24 seconds.
        let text = """
            replay: {file: "\(recording)", speed: 1x}
            cameras: [{camera: minimal, options: {path: "\(counts.path)"}}]
            """
        var draft = ConfigurationLoader.draft(text: text, file: "test.yaml", environment: [:])
        let cameras = CameraSetup.load(&draft, in: CameraDirectory())
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let service = RecorderService(try draft.finish(), cameras: cameras, logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: logger))
        async let running: Void = group.run()
        await group.triggerGracefulShutdown()
        try await running
        let first = try String(contentsOf: counts, encoding: .utf8).prefix { $0 != "\n" }
        // One, unless the machine is so busy that the shutdown comes a second or more late.
        #expect((1..<20).contains(Int(first.dropFirst("shutters ".count)) ?? 0), "\(first)")
    }
}
