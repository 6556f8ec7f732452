// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Testing

@Suite struct UmaskTests {
    @Test(arguments: [("022", 0o022), ("22", 0o022), ("0o27", 0o027), ("0", 0), ("777", 0o777)])
    func `octal digits are read`(text: String, bits: Int) throws {
        #expect(try Umask(parsing: text).bits == UInt32(bits))
    }

    @Test(arguments: ["", "8", "1000", "-1", "0x1", "rw", "0o"]) func `anything else is refused`(text: String) {
        let error = #expect(throws: ProcessError.self) { try Umask(parsing: text) }
        #expect(
            error?.description == "--umask '\(text)' is no file mode; write up to three octal digits such as `022`")
        #expect(error?.exitCode == 64)
    }
}
