// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

struct HeaderTests {
    @Test(arguments: [Compiler.c, Compiler.cxx])
    func `the camera header compiles alone, without a warning`(language: [String]) throws {
        #expect(try Compiler.compile(language, "#include <evcam/camera.h>\nEVCAM_DECLARE_ABI(0);\n") == "")
    }

    @Test(arguments: [Compiler.c, Compiler.cxx])
    func `every header compiles on its own`(language: [String]) throws {
        let folder = Compiler.root + "/Sources/CameraABI/include/evcam"
        let headers = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(headers.count >= 6)
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
}
