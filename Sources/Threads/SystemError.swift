// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The system's reason for refusing something.
package struct SystemError: Error, CustomStringConvertible {
    /// `errno`.
    package var code: Int32

    /// Names a reason by its `errno`.
    package init(code: Int32) { self.code = code }

    /// The system's words.
    package var description: String { String(cString: strerror(code)) }
}
