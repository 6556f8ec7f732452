// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Testing

@testable import CameraHost

struct AttributeWriterTests {
    private let arena = Arena()

    /// What a camera reads where the state has `text`, and whether it is marked as cut.
    private func shown(_ text: String, _ field: TaskField, _ redaction: Redaction) -> (String?, Bool) {
        var writer = AttributeWriter(redaction, arena)
        var text = text
        return text.withUTF8 { bytes in
            let view = writer.text(UnsafeRawBufferPointer(bytes), of: field)
            return (view.string(), writer.isTruncated)
        }
    }

    /// The kind and the text of an attribute as a camera reads it.
    private func attribute(_ name: StaticString, _ value: AttributeValue, _ redaction: Redaction) -> (UInt32, String?) {
        var writer = AttributeWriter(redaction, arena)
        let name = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        let view = writer.attribute(name, value)
        return (view.kind, view.text.string())
    }

    private func bytes(_ literal: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    }

    @Test func `a hidden text reads as redacted and others stay`() throws {
        let redaction = try Redaction(fields: ["args"])
        #expect(shown("(1,)", .args, redaction) == ("[redacted]", true))
        #expect(shown("{}", .kwargs, redaction) == ("{}", false))
    }

    @Test(arguments: [
        ("abcdef", 3, "abc", true), ("abc", 3, "abc", false), ("äöüß", 3, "äöü", true),
        ("äöü", 3, "äöü", false), ("日本語テキスト", 2, "日本", true), ("👍👍", 1, "👍", true), ("", 1, "", false),
    ])
    func `a text is cut between characters`(text: String, limit: Int, expected: String, isCut: Bool) throws {
        #expect(shown(text, .result, try Redaction(fields: [], truncate: ["result": limit])) == (expected, isCut))
    }

    @Test func `further attributes are hidden and cut as well`() throws {
        let redaction = try Redaction(fields: ["args", "password"], truncate: ["note": 3, "list": 3])
        #expect(attribute("password", .int(5), redaction) == (EVCAM_VALUE_STRING, "[redacted]"))
        #expect(attribute("args", .json(bytes("[1, 2, 3]")), redaction) == (EVCAM_VALUE_STRING, "[redacted]"))
        #expect(attribute("note", .string(bytes("longer")), redaction) == (EVCAM_VALUE_STRING, "lon"))
        #expect(attribute("list", .json(bytes("[1, 2]")), redaction) == (EVCAM_VALUE_STRING, "[1,"))
        #expect(attribute("list", .json(bytes("[]")), redaction) == (EVCAM_VALUE_JSON, "[]"))
        #expect(attribute("flag", .bool(true), redaction) == (EVCAM_VALUE_BOOL, nil))
        #expect(attribute("none", .null, redaction) == (EVCAM_VALUE_NULL, nil))
    }
}
