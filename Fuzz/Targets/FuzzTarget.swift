// SPDX-License-Identifier: Apache-2.0

/// What is fed with the fuzzer's inputs; compiled into one module with CeleryEvents.
enum FuzzTarget: String, CaseIterable {
    case json
    case line
    case message
    case msgpack
    case yaml
    case zlib
    case bzip2
    case lzma
    case zstd
    case brotli

    /// Runs it on an input, which must not be found wanting.
    func run(_ input: UnsafeRawBufferPointer) {
        switch self {
        case .json: DecodingTarget.run(input) { try $0.decodeBody($1, received: 1) }
        case .line: DecodingTarget.run(input) { try $0.decodeRecordingLine($1).count }
        case .message: MessageTarget.run(input)
        case .msgpack: TranscodingTarget.run(input, .msgpack)
        case .yaml: TranscodingTarget.run(input, .yaml)
        case .zlib: InflatingTarget.run(input, .zlib)
        case .bzip2: InflatingTarget.run(input, .bzip2)
        case .lzma: InflatingTarget.run(input, .lzma)
        case .zstd: InflatingTarget.run(input, .zstd)
        case .brotli: InflatingTarget.run(input, .brotli)
        }
    }
}
