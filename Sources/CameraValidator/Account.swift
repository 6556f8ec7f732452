// SPDX-License-Identifier: Apache-2.0

/// What a camera's author needs to know about a failure.
package struct Account: Sendable, Hashable {
    /// What was done.
    package var done: String
    /// What a good camera does.
    package var expected: String
    /// What this one did.
    package var happened: String
}
