// SPDX-License-Identifier: Apache-2.0

/// The first byte of a record in a payload block: which attribute it is.
///
/// Numbers below 30 are the decoder's own, see `EventField`.
enum PayloadField {
    static let utcoffset: UInt8 = 2
    static let pid: UInt8 = 3
    static let clock: UInt8 = 4
    static let uuid: UInt8 = 6
    static let rootID: UInt8 = 10
    static let parentID: UInt8 = 11
    static let queue: UInt8 = 15
    static let exchange: UInt8 = 16
    static let routingKey: UInt8 = 17
    /// One interned text of queue, exchange and routing key with a NUL behind each: most tasks go few ways.
    static let route: UInt8 = 200
    /// `time + n`: the time of kind n, when the slot's four places are taken.
    static let time: UInt8 = 210
    /// Any other attribute; its name's text number follows.
    static let other: UInt8 = 255
}

/// The second byte: how the value is written.
enum PayloadKind: UInt8 {
    case null = 0
    case no, yes
    /// A signed byte.
    case small
    /// Eight bytes.
    case int
    /// Eight bytes.
    case double
    /// Length (two bytes; four more if those are 0xffff), UTF-8, NUL.
    case string
    /// The same.
    case json
    /// Four bytes: an interned text's number.
    case text
    /// Sixteen bytes: a canonical uuid.
    case uuid
    /// Nothing: the task's own uuid.
    case own
}
