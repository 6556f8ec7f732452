// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The table in layout.txt is the ABI that cameras out there were built with.
struct LayoutTests {
    struct Row {
        var type: String
        var member: String
        var offset: Int
        var size: Int
    }

    private func table() throws -> [Row] {
        let path = Compiler.root + "/Tests/CameraABITests/layout.txt"
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 4, let offset = Int(words[2]), let size = Int(words[3]) else { return nil }
            return Row(type: String(words[0]), member: String(words[1]), offset: offset, size: size)
        }
    }

    @Test(arguments: [Compiler.c, Compiler.cxx])
    func `every member stands where it always stood`(language: [String]) throws {
        var source = "#include <evcam/camera.h>\n"
        for row in try table() {
            source += """
                EVCAM_STATIC_ASSERT(offsetof(\(row.type), \(row.member)) == \(row.offset) &&
                    sizeof(((\(row.type) *)0)->\(row.member)) == \(row.size), "\(row.type).\(row.member) moved");

                """
        }
        #expect(try Compiler.compile(language, source) == "")
    }

    @Test func `the table knows every member: they leave no holes`() throws {
        var source = "#include <evcam/camera.h>\n"
        let types = Dictionary(grouping: try table(), by: \.type)
        #expect(types.count == 18)
        for (type, rows) in types {
            var end = 0
            for row in rows {
                #expect(row.offset == end, "\(type).\(row.member)")
                end = row.offset + row.size
            }
            source += "EVCAM_STATIC_ASSERT(sizeof(\(type)) == \(end), \"\(type) has members the table lacks\");\n"
        }
        #expect(try Compiler.compile(Compiler.c, source) == "")
    }
}
