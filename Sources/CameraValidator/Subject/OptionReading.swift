// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// Reads an option's text as the host's configuration does.
///
/// Who reads configurations hands it in; the validator knows none.
package struct OptionReading: Sendable {
    /// Why a text is no value; for people.
    package struct Problem: Error, Sendable {
        /// For people.
        package var message: String

        /// Makes a problem.
        package init(_ message: String) { self.message = message }
    }

    let value: @Sendable (OptionDeclaration, String) throws(Problem) -> OptionValue

    /// Reads by that function.
    package init(_ value: @escaping @Sendable (OptionDeclaration, String) throws(Problem) -> OptionValue) {
        self.value = value
    }
}
