// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraKit
import CameraStage
import Foundation
import JSONLinesCamera

/// A folder of its own and jsonl cameras that record into it.
final class Recording {
    let folder: String
    var path: String { folder + "/recording.jsonl" }

    init() throws {
        folder = NSTemporaryDirectory() + "/evcam-jsonl-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A camera, not yet started.
    func camera(_ options: [String: String] = [:]) -> StagedCamera? {
        let all = ["path": path].merging(options) { $1 }
        return JSONLinesCamera.entry(1, 0).map { StagedCamera($0, options: all) }
    }

    var text: String {
        get throws { String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self) }
    }

    /// The file's lines, each parsed by another reader than ours.
    var lines: [[String: Any]] {
        get throws {
            try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            }
        }
    }

    var kinds: [String] { get throws { try lines.map { $0["kind"] as? String ?? "?" } } }

    var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } }

    func append(_ text: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}
