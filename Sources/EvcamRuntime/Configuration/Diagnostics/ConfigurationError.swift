// SPDX-License-Identifier: Apache-2.0

/// Everything that is wrong with a configuration, found in one go.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    /// The mistakes, in the order of the file; those of the command line last.
    public let diagnostics: [Diagnostic]
    /// The report for people: each mistake with its place, its line, a caret and the remedy.
    ///
    /// Secrets are masked in it.
    public let report: String

    /// The report.
    public var description: String { report }
}
