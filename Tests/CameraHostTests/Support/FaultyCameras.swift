// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Foundation
import Testing

/// A host with faulty cameras, and what they write down.
final class FaultyCameras {
    let folder: TemporaryFolder
    let log = LogRecorder()
    let clock = ManualClock()
    private(set) var cameras: [LoadedCamera] = []
    let state = ClusterState()
    /// Where the added cameras run.
    let isolation: CameraIsolation
    private var sequence: UInt64 = 0

    init(_ isolation: CameraIsolation = .inline) throws {
        folder = try TemporaryFolder()
        self.isolation = isolation
    }

    /// The built evcam, which lies beside the tests' own executable, as the program of cameras' processes.
    static let program: HelperProgram = {
        let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let path = URL(fileURLWithPath: link).deletingLastPathComponent().path + "/evcam"
        return HelperProgram(path: path, arguments: ["camera-host"])
    }()

    /// The faulty camera's library.
    static func library() throws -> CameraLibrary {
        try CameraLibrary(CameraDirectory(environment: [:]).find("faulty"))
    }

    /// The same, loaded by helpers only.
    static let describedLibrary = Result {
        try CameraLibrary(CameraDirectory(environment: [:]).find("faulty"), describedBy: program)
    }

    /// Adds a camera that writes to `<name>.txt`.
    func add(
        _ name: String, _ options: [String: OptionValue] = [:], change: (inout LoadedCamera) throws -> Void = { _ in }
    )
        throws
    {
        let library = try isolation == .inline ? Self.library() : Self.describedLibrary.get()
        var camera = LoadedCamera(name: name, library: library, options: options, isolation: isolation)
        camera.writtenOptions = Set(options.keys)
        camera.options["record"] = .text(folder.path + "/\(name).txt")
        try change(&camera)
        cameras.append(camera)
    }

    func host(clock: HostClock? = nil) -> CameraHost {
        CameraHost(
            cameras: cameras, settings: HostSettings(cluster: "test", stateDirectory: folder.path + "/state"),
            logger: log.logger, clock: clock ?? self.clock.clock
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
