// SPDX-License-Identifier: Apache-2.0

import CameraABI
import Foundation
import Glibc
import Testing

@testable import CameraKit

/// The cameras as the build leaves them, beside the tests' own executable.
struct BuiltCameraTests {
    private static let cameras = ["console", "jsonl", "minimal"]
    private static let options: [String: UInt64] = ["console": 5, "jsonl": 7, "minimal": 1]

    private func path(_ id: String) throws -> String {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: executable).deletingLastPathComponent().path + "/libevcam-camera-\(id).so"
    }

    @Test(arguments: cameras) func `the file answers for the camera of its name`(id: String) throws {
        let handle = try #require(dlopen(try path(id), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE))
        let symbol = try #require(dlsym(handle, "evcam_camera_entry"))
        typealias Entry = @convention(c) (UInt32, UInt32) -> UnsafePointer<evcam_camera>?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        let camera = try #require(entry(1, 0))
        // Read through a mirror, by a CameraKit of the library's own; this program has another.
        #expect(camera.pointee.option_count == Self.options[id])
        #expect(camera == entry(1, 7))
        #expect(TextView(camera.pointee.id).map { String($0) } == id)
        #expect(entry(2, 0) == nil)
    }

    @Test(arguments: cameras) func `the file carries its ABI note`(id: String) throws {
        let readelf = Process()
        readelf.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        readelf.arguments = ["readelf", "-x", ".evcam.abi", try path(id)]
        let pipe = Pipe()
        readelf.standardOutput = pipe
        try readelf.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        readelf.waitUntilExit()
        // Four words a line: the magic, major 1, minor 0, then the lowest host minor and nothing.
        #expect(text.contains("45564341 4d414249 01000000 00000000"))
        #expect(text.contains(" 00000000 00000000 "))
    }
}
