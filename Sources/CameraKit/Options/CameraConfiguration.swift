// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// The values of a camera's options, checked by the host: every option that was written or has a default.
///
/// Reading one that is not there, or is of another type, throws ``CameraError/config(_:)`` with its name.
public struct CameraConfiguration: Sendable {
    private struct Value: Sendable {
        var kind: UInt32
        var isSet: Bool
        var integer: Int64
        var number: Double
        var text: String?
        var items: [String]
    }

    private var values: [String: Value] = [:]

    /// Copies what the host handed over.
    init(_ options: UnsafePointer<evcam_options>?) {
        guard let options = options?.pointee else { return }
        for value in ViewList<OptionValueView>(options.values, options.value_count, options.value_stride) {
            let raw = value.layout.pointee
            guard let name = TextView(raw.name) else { continue }
            let items = UnsafeBufferPointer(start: raw.items, count: raw.items == nil ? 0 : Int(raw.item_count))
            values[String(name)] = Value(
                kind: raw.type, isSet: raw.flags & EVCAM_OPTION_IS_SET != 0, integer: raw.integer,
                number: raw.number, text: TextView(raw.text).map { String($0) },
                items: items.compactMap { TextView($0).map { String($0) } }
            )
        }
    }

    /// Whether the option has a value, the user's or a default.
    public func has(_ name: String) -> Bool { values[name] != nil }

    /// Whether the user wrote the option.
    public func isSet(_ name: String) -> Bool { values[name]?.isSet ?? false }

    /// A yes or no.
    public func bool(_ name: String) throws -> Bool {
        try value(name, EVCAM_OPTION_BOOL, "true or false").integer != 0
    }

    /// A whole number.
    public func int(_ name: String) throws -> Int {
        Int(try value(name, EVCAM_OPTION_INT, "a whole number").integer)
    }

    /// A number.
    public func float(_ name: String) throws -> Double {
        try value(name, EVCAM_OPTION_FLOAT, "a number").number
    }

    /// A duration.
    public func duration(_ name: String) throws -> Duration {
        .nanoseconds(try value(name, EVCAM_OPTION_DURATION, "a duration such as 30s").integer)
    }

    /// A size in bytes.
    public func bytes(_ name: String) throws -> Int {
        Int(try value(name, EVCAM_OPTION_BYTES, "a size such as 64MB").integer)
    }

    /// The text of a string, choice, path, URL or secret.
    public func text(_ name: String) throws -> String {
        let kinds = [
            EVCAM_OPTION_STRING, EVCAM_OPTION_ENUM, EVCAM_OPTION_PATH, EVCAM_OPTION_URL, EVCAM_OPTION_SECRET,
        ]
        guard let found = values[name] else { throw missing(name, "a text") }
        guard kinds.contains(found.kind), let text = found.text else { throw wrong(name, "a text") }
        return text
    }

    /// A choice, as the case of `type` that has it as its raw value.
    public func choice<T: RawRepresentable<String>>(_ name: String, as type: T.Type = T.self) throws -> T {
        let text = try text(name)
        guard let choice = T(rawValue: text) else {
            throw CameraError.config("option `\(name)` is `\(text)`, which this camera does not know")
        }
        return choice
    }

    /// A list of texts.
    public func list(_ name: String) throws -> [String] {
        try value(name, EVCAM_OPTION_LIST, "a list").items
    }

    private func value(_ name: String, _ kind: UInt32, _ expected: String) throws -> Value {
        guard let found = values[name] else { throw missing(name, expected) }
        guard found.kind == kind else { throw wrong(name, expected) }
        return found
    }

    private func missing(_ name: String, _ expected: String) -> CameraError {
        .config("option `\(name)` is missing: set it to \(expected)")
    }

    private func wrong(_ name: String, _ expected: String) -> CameraError {
        .config("option `\(name)` must be \(expected)")
    }
}

/// One value of an option, as the host hands it over.
struct OptionValueView: StructView {
    let layout: UnsafePointer<evcam_option_value>

    init(_ layout: UnsafePointer<evcam_option_value>) { self.layout = layout }
}
