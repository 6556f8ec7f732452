// SPDX-License-Identifier: Apache-2.0

/// One mistake in a configuration, or something to think twice about: where it is, what is wrong, what to write instead.
public struct Diagnostic: Sendable, Hashable {
    /// Where a mistake can be.
    public enum Place: Sendable, Hashable {
        /// The file as a whole: it cannot be read, or something is missing in it.
        case file
        /// A stretch of the file.
        case span(SourceSpan)
        /// An option of the command line, such as `--freq`.
        case argument(String)
    }

    /// How bad it is; the raw value stands in reports.
    public enum Severity: String, Sendable, Hashable {
        /// Nothing starts until it is right.
        case error
        /// It is done as it is written.
        case warning
    }

    /// Where it is.
    public var place: Place
    /// What is wrong, without a full stop.
    public var message: String
    /// What to write instead.
    public var remedy: String?

    /// How bad it is.
    public var severity: Severity

    /// Makes a diagnostic.
    public init(_ place: Place, _ message: String, remedy: String? = nil, severity: Severity = .error) {
        self.place = place
        self.message = message
        self.remedy = remedy
        self.severity = severity
    }
}

extension Diagnostic.Place: Comparable {
    /// In the order of a report: the file, its lines from the top, then the command line.
    public static func < (lhs: Self, rhs: Self) -> Bool {
        switch (lhs, rhs) {
        case (.span(let left), .span(let right)): left.start < right.start
        case (.argument(let left), .argument(let right)): left < right
        default: lhs.rank < rhs.rank
        }
    }

    private var rank: Int {
        switch self {
        case .file: 0
        case .span: 1
        case .argument: 2
        }
    }
}
