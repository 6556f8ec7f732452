// SPDX-License-Identifier: Apache-2.0

/// The value of an attribute, as the event brought it.
///
/// Bytes are UTF-8, followed by a NUL that their count leaves out, and live as long as the snapshot (or,
/// while an event is applied, as long as its batch).
public enum AttributeValue {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(UnsafeRawBufferPointer)
    /// Raw JSON of an array, an object or a number beyond 64 bits.
    case json(UnsafeRawBufferPointer)
}
