// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Something that keeps the process from starting as it should: one sentence, and what to exit with.
package struct ProcessError: Error, Hashable, CustomStringConvertible {
    /// The sentence, with the thing, the cause and the remedy.
    package let description: String
    /// As in sysexits(3).
    package let exitCode: Int32

    /// Wraps a sentence.
    package init(_ description: String, exitCode: Int32) {
        self.description = description
        self.exitCode = exitCode
    }
}

/// The text of an `errno`.
func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }
