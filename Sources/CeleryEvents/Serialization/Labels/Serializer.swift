// SPDX-License-Identifier: Apache-2.0

/// How a sender made bytes of its events: kombu's serializers.
package enum Serializer: Equatable, Sendable {
    /// `application/json`, Celery's default; also what an unlabelled body is taken for.
    case json
    /// `application/x-msgpack`.
    case msgpack
    /// `application/x-yaml`.
    case yaml
    /// `application/x-python-serialize`: never read, because reading it runs the sender's code.
    case pickle
    /// `application/data`: signed messages of Celery's `auth` serializer.
    case signed

    /// The serializer of a content type; nil if it is none that kombu knows.
    init?(_ contentType: Label) {
        switch contentType {
        case "application/json", "application/x-json", "text/json", "json", "": self = .json
        case "application/x-msgpack", "application/msgpack", "application/vnd.msgpack", "msgpack": self = .msgpack
        case "application/x-yaml", "application/yaml", "text/yaml", "text/x-yaml", "yaml": self = .yaml
        case "application/x-python-serialize", "application/x-pickle", "pickle": self = .pickle
        case "application/data", "auth": self = .signed
        default: return nil
        }
    }

    /// Its name for people.
    var name: String {
        switch self {
        case .json: "JSON"
        case .msgpack: "msgpack"
        case .yaml: "YAML"
        case .pickle: "pickle"
        case .signed: "signed"
        }
    }
}

/// Whether nothing has to be undone before a body is read as JSON: no compression, and a content type that is
/// `application/json` to the letter or missing.
///
/// Asked for every message.
@inline(__always)
func isPlainJSON(contentType: UnsafeRawBufferPointer, compression: UnsafeRawBufferPointer) -> Bool {
    guard compression.isEmpty else { return false }
    if contentType.count == 16 {
        // "applicat", "ion/json"; little-endian, as CSimdjson asserts.
        return contentType.loadUnaligned(fromByteOffset: 0, as: UInt64.self) == 0x7461_6369_6c70_7061
            && contentType.loadUnaligned(fromByteOffset: 8, as: UInt64.self) == 0x6e6f_736a_2f6e_6f69
    }
    return contentType.isEmpty
}
