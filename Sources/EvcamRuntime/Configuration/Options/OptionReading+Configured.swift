// SPDX-License-Identifier: Apache-2.0
import CameraHost
import CameraValidator

extension OptionReading {
    /// As the configuration and `-o` of `evcam record` read options; the environment is for `~`.
    package static func asConfigured(_ environment: [String: String]) -> OptionReading {
        OptionReading { declaration, text throws(Problem) in
            var reader = ConfigurationReader(
                report: DiagnosticReport(source: SourceText(file: "", bytes: [])), environment: environment,
                folder: FilePath.currentFolder, argument: declaration.name)
            let value = OptionValidator.value(of: text, declaration, &reader)
            if let mistake = reader.report.diagnostics.first {
                throw Problem(mistake.message + (mistake.remedy.map { "; \($0)" } ?? ""))
            }
            guard let value else { throw Problem("`\(text)` is no value of type \(declaration.kind)") }
            return value
        }
    }
}
