// SPDX-License-Identifier: Apache-2.0
import EvcamRuntime
import Foundation
import Testing

/// Every configuration in the manual is one.
struct ManualTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardizedFileURL.path

    /// The pages, and each of their blocks of YAML; the example of a configuration as one.
    private static func blocks() throws -> [(place: String, text: String)] {
        let docs = try FileManager.default.subpathsOfDirectory(atPath: root + "/docs").sorted()
        var blocks = [
            ("config.example.yaml", try String(contentsOfFile: root + "/config.example.yaml", encoding: .utf8))
        ]
        for page in ["README.md"] + docs.filter({ $0.hasSuffix(".md") }).map({ "docs/" + $0 }) {
            var block: [Substring]?
            let text = try String(contentsOfFile: "\(root)/\(page)", encoding: .utf8)
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if line == "```yaml" {
                    block = []
                } else if line == "```", let lines = block {
                    blocks.append(("\(page), before line \(number + 1)", lines.joined(separator: "\n") + "\n"))
                    block = nil
                } else {
                    block?.append(line)
                }
            }
        }
        return blocks
    }

    /// Puts in what a part of a configuration leaves to others.
    private func completed(_ text: String) -> String {
        let keys = Set(text.split(separator: "\n").compactMap { $0.prefixMatch(of: /[a-z_]+(?=:)/)?.output })
        var text = text
        if keys.isDisjoint(with: ["broker", "replay"]) { text += "broker: redis://localhost\n" }
        if !keys.contains("cameras") { text += "cameras: [{camera: console}]\n" }
        return text
    }

    /// The built executable, which lies beside the tests' own.
    private var helper: HelperProgram {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folder = URL(fileURLWithPath: tests).deletingLastPathComponent().path
        return HelperProgram(path: folder + "/evcam", arguments: ["camera-host"])
    }

    @Test func `every block of YAML is loaded without a mistake`() throws {
        let blocks = try Self.blocks()
        #expect(blocks.count > 10)
        let names = ["RABBITMQ_PASSWORD", "REDIS_PASSWORD", "EVCAM_DATABASE_PASSWORD", "PGPASSWORD"]
        let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "secret") })
        for (place, text) in blocks {
            var draft = ConfigurationLoader.draft(
                text: completed(text), file: "\(Self.root)/\(place)", environment: environment)
            _ = CameraSetup.load(&draft, in: CameraDirectory(), helper: helper)
            #expect(throws: Never.self, "\(place)") { try draft.finish() }
        }
    }
}
