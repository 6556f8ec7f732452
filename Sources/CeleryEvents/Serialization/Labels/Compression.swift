// SPDX-License-Identifier: Apache-2.0

/// How a sender compressed a body: kombu's compressions.
enum Compression: Equatable {
    /// kombu's `application/x-gzip`, which is a zlib stream (RFC 1950); true gzip (RFC 1952) is taken too.
    case zlib
    case bzip2
    /// `application/x-lzma`: an xz container or, of old, .lzma alone.
    case lzma
    case zstd
    case brotli

    /// The compression of a header `compression`: the content types of `kombu.compression`, and its short names.
    init?(_ label: Label) {
        switch label {
        case "application/x-gzip", "application/gzip", "application/zlib", "gzip", "zlib": self = .zlib
        case "application/x-bz2", "application/x-bzip2", "bzip2", "bzip", "bz2": self = .bzip2
        case "application/x-lzma", "application/x-xz", "lzma", "xz": self = .lzma
        case "application/zstd", "application/x-zstd", "zstd", "zstandard": self = .zstd
        case "application/x-brotli", "brotli": self = .brotli
        default: return nil
        }
    }

    /// What the bytes themselves say; nil where nothing is to be seen, as with brotli, which has no mark.
    ///
    /// No serialised event begins with one of these marks.
    init?(markOf bytes: UnsafeRawBufferPointer) {
        func begins(_ mark: UInt8...) -> Bool { bytes.starts(with: mark) }
        if begins(0x1f, 0x8b) {
            self = .zlib
        } else if bytes.count > 1, bytes[0] & 0x0f == 8, bytes[0] >> 4 <= 7,
            (UInt16(bytes[0]) << 8 | UInt16(bytes[1])) % 31 == 0
        {
            self = .zlib
        } else if begins(0x42, 0x5a, 0x68), bytes.count > 4, bytes[4] == 0x31 || bytes[4] == 0x17 {
            self = .bzip2
        } else if begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00) || begins(0x5d, 0x00, 0x00) {
            self = .lzma
        } else if begins(0x28, 0xb5, 0x2f, 0xfd) {
            self = .zstd
        } else {
            return nil
        }
    }

    /// Its name for people.
    var name: String {
        switch self {
        case .zlib: "gzip"
        case .bzip2: "bzip2"
        case .lzma: "lzma"
        case .zstd: "zstd"
        case .brotli: "brotli"
        }
    }

    /// What takes it apart.
    func makeInflater() -> any Inflater {
        switch self {
        case .zlib: ZlibInflater()
        case .bzip2: Bzip2Inflater()
        case .lzma: LZMAInflater()
        case .zstd: ZstdInflater()
        case .brotli: BrotliInflater()
        }
    }
}
