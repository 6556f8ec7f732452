// SPDX-License-Identifier: Apache-2.0

/// An entry of a table: an argument, a header or a property.
struct AMQPEntry: Hashable {
    let key: String
    let value: AMQPValue

    init(_ key: String, _ value: AMQPValue) {
        self.key = key
        self.value = value
    }
}

/// A value in a table.
indirect enum AMQPValue: Hashable {
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case table([AMQPEntry])
}
