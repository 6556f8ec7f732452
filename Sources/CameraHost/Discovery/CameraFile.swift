// SPDX-License-Identifier: Apache-2.0

/// A file that holds a camera, found but not loaded.
public struct CameraFile: Sendable, Hashable {
    /// What YAML says after `camera:`; from the file's name.
    public var id: String
    /// Where it was found.
    public var path: String
    /// The file itself, all links resolved: this is what is checked and loaded.
    public var resolvedPath: String
    /// Whether the file's name follows the rule, so that the camera's own id must agree with it.
    var isNamedByRule: Bool

    private static let prefix = "libevcam-camera-"
    private static let suffix = ".so"

    /// The file name of the camera `id`.
    public static func fileName(of id: String) -> String { prefix + id + suffix }

    /// The id in a file name; nil for other files.
    static func id(inFileName name: Substring) -> String? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        let id = String(name.dropFirst(prefix.count).dropLast(suffix.count))
        return isID(id) ? id : nil
    }

    /// Lower-case letters, digits and '-'.
    package static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
