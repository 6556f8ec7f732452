// SPDX-License-Identifier: Apache-2.0

import CameraKit
import CameraStage
import ExecCamera
import Foundation

/// A Python program in a folder of its own, and the camera that runs it.
final class Script {
    /// Answers every request, and keeps all lines it got in `lines`.
    static let faithful = """
        import json, os, sys
        with open('lines', 'a') as out:
            for line in sys.stdin:
                out.write(line)
                out.flush()
                kind = json.loads(line)['kind']
                if kind == 'end':
                    print('ok', flush=True)
                elif kind == 'cleanup':
                    print('ok 12', flush=True)
        """

    let folder: String

    init(_ text: String) throws {
        folder = NSTemporaryDirectory() + "/evcam-exec-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/program.py"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A camera, not yet started.
    func camera(_ options: [String: String] = [:]) -> StagedCamera? {
        let all = ["command": "python3,\(folder)/program.py", "directory": folder].merging(options) { $1 }
        return ExecCamera.entry(1, 0).map { StagedCamera($0, options: all) }
    }

    func text(_ name: String) -> String {
        (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
    }

    /// The lines the program got, each parsed by another reader than ours.
    func lines() throws -> [[String: Any]] {
        try text("lines").split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
        }
    }

    /// Waits until the program has written a file.
    func wait(for name: String) {
        for _ in 0..<3_000 where text(name).isEmpty { usleep(10_000) }
    }
}
