// SPDX-License-Identifier: Apache-2.0

/// All mistakes found so far, and the text they are in.
struct DiagnosticReport: Sendable {
    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []
    private var known: Set<Diagnostic> = []
    /// What a report must never show, whatever else stands on its line.
    private(set) var secrets: [SourceSpan] = []

    init(source: SourceText) { self.source = source }

    /// Notes a mistake.
    ///
    /// One that is known already (an alias brings the same node twice) is not repeated.
    mutating func add(
        _ place: Diagnostic.Place, _ message: String, remedy: String? = nil, severity: Diagnostic.Severity = .error
    ) {
        let diagnostic = Diagnostic(place, message, remedy: remedy, severity: severity)
        if known.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    }

    /// Keeps a stretch of the text out of every report.
    mutating func hide(_ span: SourceSpan) { secrets.append(span) }

    /// Whether there is more than warnings.
    var hasMistakes: Bool { diagnostics.contains { $0.severity == .error } }

    /// The error that holds them all, in the order of the text; nil without a mistake.
    var error: ConfigurationError? { hasMistakes ? whole : nil }

    /// The text of the warnings where there is nothing else; else it is empty.
    var warnings: String { hasMistakes ? "" : whole.report }

    private var whole: ConfigurationError {
        let sorted = diagnostics.enumerated().sorted { left, right in
            if left.element.place < right.element.place { return true }
            if right.element.place < left.element.place { return false }
            return left.offset < right.offset
        }
        let renderer = DiagnosticRenderer(source: source, secrets: secrets)
        let list = sorted.map(\.element)
        return ConfigurationError(diagnostics: list, report: renderer.render(list))
    }
}
