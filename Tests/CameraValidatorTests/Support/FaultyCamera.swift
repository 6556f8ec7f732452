// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The camera of `Cameras/faulty.c`, compiled once for each fault that stands in the file itself.
final class FaultyCamera: Sendable {
    /// The faults that the compiler puts in; all others are chosen when it runs.
    private static let compiled = [
        "file.section": "FAULT_SECTION", "file.section-present": "FAULT_NO_SECTION", "file.exports": "FAULT_EXPORTS",
        "load.opens": "FAULT_UNDEFINED",
    ]

    static let shared: Result<FaultyCamera, any Error> = Result {
        let made = try FaultyCamera()
        // What lives as long as the process is never freed.
        atexit { if let camera = try? FaultyCamera.shared.get() { camera.folder.remove() } }
        return made
    }

    private let folder: TemporaryFolder

    private init() throws {
        folder = try TemporaryFolder()
        let source = Self.tests + "/CameraValidatorTests/Cameras/faulty.c"
        let headers = Self.tests + "/../Sources/CameraABI/include"
        for fault in Self.compiled.values + ["NONE"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + fault, withIntermediateDirectories: true)
            let ending = try Program.run(
                "/usr/bin/env",
                [
                    "cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-fPIC", "-shared", "-fvisibility=hidden",
                    "-D\(fault)", "-I", headers, "-o", folder.path + "/\(fault)/libevcam-camera-faulty.so", source,
                    "-lpthread",
                ])
            try #require(ending.status == 0, "\(ending.errors)")
        }
    }

    /// The file of the camera with a fault; nil: with none.
    func path(_ fault: String?) -> String {
        folder.path + "/\(fault.flatMap { Self.compiled[$0] } ?? "NONE")/libevcam-camera-faulty.so"
    }

    /// `Tests/`.
    static let tests: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.path
    }()
}
