// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Foundation
import Glibc
import Testing

/// minimal.c, built with the system's compiler and loaded as a host would.
struct MinimalCameraTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private func load(into folder: String) throws -> UnsafePointer<evcam_camera> {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let library = folder + "/libevcam-camera-minimal.so"
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "cc", "-std=c11", "-fPIC", "-shared", "-I", Self.root + "/Sources/CameraABI/include", "-o", library,
            Self.root + "/Plugins/MinimalCamera/minimal.c",
        ]
        try compiler.run()
        compiler.waitUntilExit()
        let handle = try #require(dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE))
        let symbol = try #require(dlsym(handle, "evcam_camera_entry"))
        typealias Entry = @convention(c) (UInt32, UInt32) -> UnsafePointer<evcam_camera>?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        #expect(entry(2, 0) == nil)
        return try #require(entry(1, 0))
    }

    @Test func `the minimal camera counts what it sees, and a failed write counts nothing twice`() throws {
        let folder = NSTemporaryDirectory() + "/evcam-minimal-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let library = try load(into: folder)
        let path = folder + "/figures/counts.txt"
        let camera = StagedCamera(library, options: ["path": path], padding: 40)
        #expect(camera.created == EVCAM_OK)
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(
            camera.host.errors.last?.message == "cannot write beside \(path): No such file or directory")
        try FileManager.default.createDirectory(atPath: folder + "/figures", withIntermediateDirectories: false)
        #expect(camera.start() == EVCAM_OK)

        let snapshot = SnapshotBuilder()
        snapshot.padding = 40
        snapshot.task("a", state: "FAILURE")
        snapshot.task("b")
        snapshot.worker("w")
        snapshot.removed = [snapshot.gone("c")]
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        try FileManager.default.moveItem(atPath: folder + "/figures", toPath: folder + "/away")
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        try FileManager.default.moveItem(atPath: folder + "/away", toPath: folder + "/figures")
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "shutters 2\nchanged 4\nremoved 2\nworkers 1\nfailures 2\n")
    }

    @Test func `without a path there is no minimal camera`() throws {
        let folder = NSTemporaryDirectory() + "/evcam-minimal-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let camera = StagedCamera(try load(into: folder))
        #expect(camera.created == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message == "option `path` is missing: name the file to write")
    }
}
