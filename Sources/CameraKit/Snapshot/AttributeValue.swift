// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// The value of an attribute, as the event brought it.
public enum AttributeValue {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(TextView)
    /// Raw JSON of an array, an object or a number beyond 64 bits.
    case json(TextView)

    /// A kind that only a newer host knows counts as null.
    @inlinable init(_ attribute: evcam_attribute) {
        switch attribute.kind {
        case EVCAM_VALUE_BOOL: self = .bool(attribute.integer != 0)
        case EVCAM_VALUE_INT: self = .int(attribute.integer)
        case EVCAM_VALUE_DOUBLE: self = .double(attribute.number)
        case EVCAM_VALUE_STRING: self = .string(TextView(present: attribute.text))
        case EVCAM_VALUE_JSON: self = .json(TextView(present: attribute.text))
        default: self = .null
        }
    }
}

@available(*, unavailable)
extension AttributeValue: Sendable {}
