// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Testing

struct TextFilterTests {
    private func admits(_ filter: TextFilter, _ text: String?) -> Bool {
        guard var text else { return filter.admits(nil) }
        return text.withUTF8 { filter.admits(UnsafeRawBufferPointer($0)) }
    }

    @Test func `without patterns everything gets through`() {
        #expect(admits(TextFilter(), "shop.pay") && admits(TextFilter(), nil) && TextFilter().isOpen)
    }

    @Test func `one include must match and no exclude may`() throws {
        let filter = TextFilter(include: [try Glob("shop.*"), try Glob("mail.*")], exclude: [try Glob("*.noise")])
        #expect(admits(filter, "mail.send"))
        #expect(!admits(filter, "mail.noise"))
        #expect(!admits(filter, "other"))
    }

    @Test func `an absent text matches no include and no exclude`() throws {
        #expect(!admits(TextFilter(include: [try Glob("*")]), nil))
        #expect(admits(TextFilter(exclude: [try Glob("*")]), nil))
    }

    @Test func `redacting what tells tasks apart is refused`() {
        let error = #expect(throws: Redaction.FieldError.self) { try Redaction(fields: ["args", "uuid"]) }
        #expect(error?.description.contains("`uuid`") == true)
        #expect(throws: Redaction.FieldError.self) { try Redaction(fields: [], truncate: ["args": 0]) }
    }
}
