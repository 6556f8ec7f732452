// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// A type of the server's, with the numbers that its catalogue gives it everywhere.
enum PostgresType {
    case text, bigint, double, boolean, timestamp

    /// Of a value.
    var oid: Oid {
        switch self {
        case .text: 25
        case .bigint: 20
        case .double: 701
        case .boolean: 16
        case .timestamp: 1184
        }
    }

    /// Of an array of values.
    var arrayOID: Oid {
        switch self {
        case .text: 1009
        case .bigint: 1016
        case .double: 1022
        case .boolean: 1000
        case .timestamp: 1185
        }
    }
}
