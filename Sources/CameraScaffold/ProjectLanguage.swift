// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// What a camera's project is written in.
public enum ProjectLanguage: String, CaseIterable, Sendable {
    /// Swift, on CameraKit.
    case swift
    /// C, on the camera headers.
    case c
    /// C++17, on `evcam/camera.hpp`.
    case cpp
    /// Any language: a program that the camera `exec` runs.
    case exec

    /// Reads what the user wrote.
    /// - Throws: ``ScaffoldError`` with the choice, and what was probably meant.
    public init(parsing text: String) throws(ScaffoldError) {
        if let language = Self(rawValue: text) {
            self = language
            return
        }
        let choice = Self.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        let advice = Self.meant(text).map { "did you mean `\($0)`? There are \(choice)" } ?? "there are \(choice)"
        throw ScaffoldError("there is no language `\(text)`; \(advice)")
    }

    private static func meant(_ text: String) -> String? {
        switch text.lowercased() {
        case "c++", "cxx", "cc", "hpp", "c++17": "cpp"
        case "h", "c11": "c"
        case "python", "python3", "py", "sh", "bash", "shell", "go", "rust", "ruby", "node", "javascript", "java":
            "exec"
        default: Spelling.nearest(to: text.lowercased(), among: allCases.map(\.rawValue))
        }
    }
}
