// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The permissions that new files do not get.
package struct Umask: Hashable, Sendable {
    /// The bits.
    package let bits: mode_t

    /// Reads octal digits: "022", "22" or "0o22". (Celery reads digits without a leading 0 as decimal.)
    /// - Throws: ``ProcessError`` for anything else.
    package init(parsing text: String) throws(ProcessError) {
        let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text[...]
        guard digits.utf8.allSatisfy({ (0x30...0x37).contains($0) }), let bits = mode_t(digits, radix: 8), bits <= 0o777
        else {
            throw ProcessError(
                "--umask '\(text)' is no file mode; write up to three octal digits such as `022`", exitCode: EX_USAGE)
        }
        self.bits = bits
    }

    /// Sets it for the whole process.
    package func apply() { umask(bits) }
}
