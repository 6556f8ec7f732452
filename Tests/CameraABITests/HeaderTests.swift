// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

struct HeaderTests {
    private static let folder = Compiler.root + "/Sources/CameraABI/include/evcam"

    private func headers(_ suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(suffix) }.sorted()
    }

    @Test(arguments: [Compiler.c, Compiler.cxx])
    func `the camera header compiles alone, without a warning`(language: [String]) throws {
        #expect(try Compiler.compile(language, "#include <evcam/camera.h>\nEVCAM_DECLARE_ABI(0);\n") == "")
    }

    @Test(arguments: [Compiler.c, Compiler.cxx])
    func `every header compiles on its own`(language: [String]) throws {
        let headers = try headers(".h")
        #expect(headers.count >= 7)
        for header in headers {
            #expect(try Compiler.compile(language, "#include <evcam/\(header)>\ntypedef int something;\n") == "")
        }
    }

    @Test(arguments: Compiler.modernCxx)
    func `every header for C++ compiles on its own`(language: [String]) throws {
        let headers = try headers(".hpp")
        #expect(headers.count == 4)
        for header in headers {
            #expect(try Compiler.compile(language, "#include <evcam/\(header)>\ntypedef int something;\n") == "")
        }
    }

    @Test(arguments: [Compiler.c, Compiler.cxx])
    func `the minimal camera compiles on the header alone`(language: [String]) throws {
        let source = try String(
            contentsOfFile: Compiler.root + "/Plugins/MinimalCamera/minimal.c", encoding: .utf8)
        #expect(try Compiler.compile(language, source) == "")
    }

    @Test func `the examples in the manuals are cameras`() throws {
        for (header, languages) in [("camera.h", Compiler.allC), ("camera.hpp", Compiler.modernCxx)] {
            let text = try String(contentsOfFile: Self.folder + "/" + header, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                .drop { !$0.contains("AN EXAMPLE, WHOLE") }.dropFirst()
                .prefix { $0 == " *" || $0.hasPrefix(" *     ") }
            let example = lines.filter { !$0.contains("pkg-config") }.map { $0.dropFirst(7) }.joined(separator: "\n")
            #expect(example.contains("failures"))
            for language in languages { #expect(try Compiler.compile(language, example + "\n") == "", "\(language)") }
        }
    }
}
