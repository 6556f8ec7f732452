// SPDX-License-Identifier: Apache-2.0

/// A value as Redis answers with.
enum RESPValue: Equatable {
    /// A simple or a bulk string, as bytes.
    case text([UInt8])
    /// An error with its code: `NOPERM this user has no permissions to …`.
    case error(String)
    case integer(Int)
    case null
    /// An array; of RESP3 also a push, a set, and a map with its keys and values in turn.
    case list([RESPValue])

    /// A string's text; nil for everything else.
    var string: String? {
        guard case .text(let bytes) = self else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A list's values; nil for everything else.
    var values: [RESPValue]? {
        guard case .list(let values) = self else { return nil }
        return values
    }
}

/// A command as it is sent: an array of bulk strings, which every version understands.
func respCommand(_ words: [String]) -> [UInt8] {
    var bytes = Array("*\(words.count)\r\n".utf8)
    for word in words {
        bytes += "$\(word.utf8.count)\r\n".utf8
        bytes += word.utf8
        bytes += "\r\n".utf8
    }
    return bytes
}
