// SPDX-License-Identifier: Apache-2.0

/// What was seen of an event's task before its batch was applied.
struct Sighting {
    static let none = Sighting(hash: nil, slot: nowhere)
    static let nowhere = -1

    /// Of the uuid; nil: it is not a canonical one.
    var hash: UInt64?
    /// A slot whose task may be this one; `nowhere`: none yet.
    var slot: Int
}
