// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// The values of all options, as the host hands them over: every option that was written or has a default.
struct HandedValues {
    private var values: [String: HandedValue] = [:]

    /// Copies them: they are the host's, and gone when `create` returns.
    init(_ options: UnsafePointer<evcam_options>?) {
        guard let options = options?.pointee else { return }
        for value in ViewList<OptionValueView>(options.values, options.value_count, options.value_stride) {
            if let name = TextView(value.layout.pointee.name) {
                values[String(name)] = HandedValue(value.layout.pointee)
            }
        }
    }

    subscript(name: String) -> HandedValue? { values[name] }
}

/// One value, as the host hands it over.
public struct HandedValue: Sendable {
    /// The declared type; nil: one that only a newer host knows.
    public let kind: CameraOption.Kind?
    /// Whether the user wrote it.
    public let isSet: Bool
    /// A bool as 0 or 1, an int, nanoseconds of a duration, bytes of a size.
    public let integer: Int64
    /// A float.
    public let number: Double
    /// The text of a string, choice, path, URL or secret.
    public let text: String?
    /// The texts of a list.
    public let items: [String]

    init(_ value: evcam_option_value) {
        kind = CameraOption.Kind(rawValue: value.type)
        isSet = value.flags & EVCAM_OPTION_IS_SET != 0
        integer = value.integer
        number = value.number
        text = TextView(value.text).map { String($0) }
        let items = UnsafeBufferPointer(start: value.items, count: value.items == nil ? 0 : Int(value.item_count))
        self.items = items.compactMap { TextView($0).map { String($0) } }
    }
}

/// The view that walks them.
private struct OptionValueView: StructView {
    let layout: UnsafePointer<evcam_option_value>

    init(_ layout: UnsafePointer<evcam_option_value>) { self.layout = layout }
}
