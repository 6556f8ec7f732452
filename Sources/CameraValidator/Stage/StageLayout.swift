// SPDX-License-Identifier: Apache-2.0

/// How the stage lays out what it hands over.
struct StageLayout {
    /// What a camera may do with a snapshot's memory.
    enum Access {
        /// Anything, as long as the check lasts: what it does is another check's business.
        case lenient
        /// Read, until the check ends.
        case readOnly
        /// Anything, until `shutter` returns or the snapshot is released; then nothing.
        case revoked
    }

    /// Bytes that a newer host's structs have behind ours; a multiple of 8.
    var structPadding = 0
    /// Bytes that a newer host's array elements have behind ours; a multiple of 8.
    var elementPadding = 0
    /// Whether a byte read behind a struct, an array or a text is a crash.
    var isGuarded = false
    /// What may be done with a snapshot's memory.
    var access = Access.lenient

    /// As our own host does it.
    static let plain = StageLayout()
}
