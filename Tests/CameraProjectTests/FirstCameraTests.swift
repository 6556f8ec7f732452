// SPDX-License-Identifier: Apache-2.0
import Testing

/// The pages "your first camera", done as they are written, on an installed evcam.
struct FirstCameraTests {
    @Test(arguments: ["c", "cpp", "exec", "swift"]) func `the page works as it is written`(language: String) throws {
        let installation = try Installation()
        let hasValidator = try installation.hasValidator
        var folder = "."
        var said = ""
        var log = ""
        for step in Walkthrough(try Installation.source("docs/first-camera-\(language).md")).steps {
            switch step {
            case .write(let text, let path): try installation.write(text, to: folder + "/" + path)
            case .type(let commands, let fails):
                if !hasValidator, commands.contains("make test") || commands.contains("test.sh") { continue }
                let ending = try installation.run(commands, in: folder)
                said = ending.output
                log += said
                #expect((ending.status != 0) == fails, "\(commands)\n\(said)")
                for line in commands.split(separator: "\n") where line.hasPrefix("cd ") {
                    folder += "/" + line.dropFirst(3)
                }
            case .expect(let lines):
                for line in lines { #expect(said.contains(line), "`\(line)` is not in:\n\(said)") }
            }
        }
        #expect(log.contains("5d3f7a6e-0b1c-4c5f-9d0e-000000000001"))
    }

    @Test func `the cameras of the pages are those of the manuals`() throws {
        let include = "Sources/CameraABI/include/evcam/"
        for (page, manual) in [("c", include + "camera.h"), ("cpp", include + "camera.hpp")] {
            let example = try Installation.source(manual).split(separator: "\n", omittingEmptySubsequences: false)
                .filter { $0.hasPrefix(" *     ") || $0 == " *" }.map { $0.dropFirst(7) }.joined(separator: "\n")
            #expect(example.contains(try camera(of: page)), "docs/first-camera-\(page).md and \(manual)")
        }
        let last = "Sources/CameraKit/CameraKit.docc/Resources/FailuresCamera-4.swift"
        #expect(try camera(of: "swift") == Installation.source(last))
    }

    private func camera(of page: String) throws -> String {
        for case .write(let text, let path) in Walkthrough(try Installation.source("docs/first-camera-\(page).md"))
            .steps
        where path.contains("ailures") {
            return text
        }
        return "no camera"
    }
}
