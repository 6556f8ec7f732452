// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Foundation
import Testing

struct ABINoteTests {
    private let folder: TemporaryFolder
    private let original: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        let path = try CameraDirectory(environment: [:]).find("faulty").resolvedPath
        original = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func file(_ bytes: some Sequence<UInt8>) throws -> CameraFile {
        try folder.write("libevcam-camera-faulty.so", bytes)
        return try CameraDirectory(cameraPath: [folder.path], environment: [:]).find("faulty")
    }

    /// The camera with other versions in its note.
    private func patched(major: UInt8, minHostMinor: UInt8) throws -> CameraFile {
        var bytes = original
        let magic = try #require(bytes.firstRange(of: Array("EVCAMABI".utf8)))
        bytes[magic.upperBound] = major
        bytes[magic.upperBound + 8] = minHostMinor
        return try file(bytes)
    }

    @Test func `the versions of a camera are read without loading it`() throws {
        let note = try ABINote.read(file(original))
        #expect(note?.major == HostVersion.abiMajor && note?.minor == HostVersion.abiMinor && note?.minHostMinor == 0)
    }

    @Test func `a camera of another major is refused with all that is needed to help oneself`() throws {
        let file = try patched(major: 9, minHostMinor: 0)
        let error = #expect(throws: CameraError.self) { try CameraLibrary(file) }
        #expect(error?.code == .incompatible)
        let message = try #require(error?.message)
        for part in ["`faulty`", file.path, "9.x", HostVersion.text, "1.0", "newer evcam"] {
            #expect(message.contains(part))
        }
    }

    @Test func `a camera that needs a later host is refused`() throws {
        let file = try patched(major: 1, minHostMinor: 7)
        let error = #expect(throws: CameraError.self) { try CameraLibrary(file) }
        #expect(error?.code == .incompatible && error?.message.contains("1.7 or a later 1.x") == true)
    }

    @Test func `a shared library without the section has no note`() throws {
        let bytes = original.split(separator: Array(".evcam.abi".utf8), maxSplits: 1, omittingEmptySubsequences: false)
        try #require(bytes.count == 2)
        #expect(try ABINote.read(file(bytes[0] + Array(".other.abi".utf8) + bytes[1])) == nil)
    }

    @Test func `garbage is named and never trusted`() throws {
        #expect(throws: CameraError.self) { try ABINote.read(file([])) }
        #expect(throws: CameraError.self) { try ABINote.read(file("#!/bin/sh\n".utf8)) }
        #expect(throws: CameraError.self) { try ABINote.read(file(original.prefix(20))) }
        for offset in stride(from: 40, to: 64, by: 1) {
            var bytes = original
            bytes[offset] = 0xFF
            _ = try? ABINote.read(file(bytes))
        }
    }

    @Test(arguments: [64, 1000, 5000]) func `a file that was copied half is refused before it is loaded`(count: Int)
        throws
    {
        let error = #expect(throws: CameraError.self) { try CameraLibrary(file(original.prefix(count))) }
        #expect(error?.code == .malformed && error?.message.contains("is cut off") == true)
    }

    @Test func `a library that is no camera is named with the linker's reason`() throws {
        let folders = ["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64"]
        let libraries = folders.map { $0 + "/libm.so.6" }
        let path = try #require(libraries.first { FileManager.default.fileExists(atPath: $0) })
        let error = #expect(throws: CameraError.self) {
            try CameraLibrary(CameraDirectory(environment: [:]).find(path))
        }
        #expect(error?.code == .unloadable && error?.message.contains("evcam_camera_entry") == true)
    }
}
