// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The executable as it was built, and what it records in these tests.
enum BuiltEvcam {
    /// Where the build has put it: beside this test's own executable.
    static let path: String = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: executable).deletingLastPathComponent().path + "/evcam"
    }()

    /// The folder of the sources.
    static let sources: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.path
    }()

    /// The repository's own recording, of a real cluster.
    static let recording = sources + "/Examples/recording.ndjson.gz"
}
