// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Testing

/// A host with faulty cameras, and what they write down.
final class FaultyCameras {
    let folder: TemporaryFolder
    let log = LogRecorder()
    let clock = ManualClock()
    private(set) var cameras: [LoadedCamera] = []
    let state = ClusterState()
    private var sequence: UInt64 = 0

    init() throws { folder = try TemporaryFolder() }

    /// The faulty camera's library.
    static func library() throws -> CameraLibrary {
        try CameraLibrary(CameraDirectory(environment: [:]).find("faulty"))
    }

    /// Adds a camera that writes to `<name>.txt`.
    func add(
        _ name: String, _ options: [String: OptionValue] = [:], change: (inout LoadedCamera) throws -> Void = { _ in }
    )
        throws
    {
        var camera = LoadedCamera(name: name, library: try Self.library(), options: options)
        camera.writtenOptions = Set(options.keys)
        camera.options["record"] = .text(folder.path + "/\(name).txt")
        try change(&camera)
        cameras.append(camera)
    }

    func host() -> CameraHost {
        CameraHost(
            cameras: cameras, settings: HostSettings(cluster: "test", stateDirectory: folder.path + "/state"),
            logger: log.logger, clock: clock.clock
        )
    }

    /// What comes with the next shutter.
    func context(_ change: (inout ShutterContext) -> Void = { _ in }) -> ShutterContext {
        sequence += 1
        var context = ShutterContext(epoch: "1", sequence: sequence)
        change(&context)
        return context
    }

    /// What a camera wrote.
    func lines(_ name: String) -> [String] { folder.lines(name + ".txt") }

    /// The first words of what a camera wrote.
    func calls(_ name: String) -> [String] {
        lines(name).filter { !$0.hasPrefix(" ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
    }
}
