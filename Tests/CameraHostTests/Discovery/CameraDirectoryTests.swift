// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Foundation
import Testing

struct CameraDirectoryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func directory(_ folders: String...) -> CameraDirectory {
        CameraDirectory(
            cameraPath: folders.map { folder.path + "/" + $0 }, environment: [:], executable: "/nowhere/bin/evcam")
    }

    @Test func `folders are searched in their order`() {
        let directory = CameraDirectory(
            cameraPath: ["/config"], environment: ["EVCAM_CAMERA_PATH": "/first:/second", "HOME": "/home/me"],
            executable: "/opt/evcam/bin/evcam"
        )
        #expect(
            directory.folders == [
                "/config", "/first", "/second", "/home/me/.local/lib/evcam/cameras", "/opt/evcam/lib/evcam/cameras",
                "/opt/evcam/bin",
            ]
        )
    }

    @Test func `the working directory is never searched by accident`() {
        let directory = CameraDirectory(
            cameraPath: [""], environment: ["EVCAM_CAMERA_PATH": ":plugins:.:"], executable: "/opt/bin/evcam"
        )
        #expect(directory.folders == ["/opt/lib/evcam/cameras", "/opt/bin"])
    }

    @Test func `the first folder that has the camera wins`() throws {
        try folder.write("b/libevcam-camera-sqlite.so")
        let first = try folder.write("a/libevcam-camera-sqlite.so")
        let found = try directory("a", "b").find("sqlite")
        #expect(found.id == "sqlite" && found.path == first && found.resolvedPath == first)
    }

    @Test func `a path is taken as it is`() throws {
        let path = try folder.write("own.so")
        #expect(try directory().find(path).resolvedPath == path)
        let error = #expect(throws: CameraError.self) { try directory().find("/nowhere/own.so") }
        #expect(error?.code == .notFound && error?.message.contains("/nowhere/own.so") == true)
    }

    @Test func `links are resolved`() throws {
        let target = try folder.write("real/camera.so")
        try folder.write("a/other")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/a/libevcam-camera-linked.so", withDestinationPath: target
        )
        #expect(try directory("a").find("linked").resolvedPath == target)
    }

    @Test func `a camera that is not there is named with the folders and the likely name`() throws {
        try folder.write("a/libevcam-camera-sqlite.so")
        try folder.write("a/libevcam-camera-console.so")
        try folder.write("a/libother.so")
        let directory = directory("a", "b")
        #expect(directory.ids() == ["console", "sqlite"])
        let error = #expect(throws: CameraError.self) { try directory.find("sqlit") }
        let message = try #require(error?.message)
        #expect(message.contains("there is no camera `sqlit`; did you mean `sqlite`?"))
        #expect(message.contains("console, sqlite") && message.contains(folder.path + "/b"))
    }

    @Test(arguments: ["../evil", "Camera", "a b", ""])
    func `a name that is no id is not looked up`(name: String) {
        let error = #expect(throws: CameraError.self) { try directory("a").find(name) }
        #expect(error?.code == .notFound)
    }

    @Test func `a file that everybody may write is refused`() throws {
        try folder.write("a/libevcam-camera-open.so", mode: 0o666)
        let error = #expect(throws: CameraError.self) { try directory("a").find("open") }
        #expect(error?.code == .untrusted && error?.message.contains("chmod o-w") == true)
    }

    @Test func `a folder that everybody may write is refused unless it is sticky`() throws {
        try folder.write("a/libevcam-camera-open.so")
        try folder.setMode("a", 0o777)
        let error = #expect(throws: CameraError.self) { try directory("a").find("open") }
        #expect(error?.code == .untrusted && error?.message.contains("the folder") == true)
        try folder.setMode("a", 0o1777)
        #expect(throws: Never.self) { try directory("a").find("open") }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `a file of somebody else is refused`() throws {
        let path = try folder.write("a/libevcam-camera-theirs.so")
        chown(path, 4242, 4242)
        let error = #expect(throws: CameraError.self) { try directory("a").find("theirs") }
        #expect(error?.code == .untrusted && error?.message.contains("belongs to user 4242") == true)
    }

    @Test func `a folder is no camera`() throws {
        try folder.write("a/libevcam-camera-folder.so/file")
        let error = #expect(throws: CameraError.self) { try directory("a").find("folder") }
        #expect(error?.code == .malformed)
    }
}
