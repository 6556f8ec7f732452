// SPDX-License-Identifier: Apache-2.0

/// A message with labels: the input's first byte chooses them, or else its lines are content type and compression.
enum MessageTarget {
    private static let contentTypes: [StaticString] = [
        "application/json", "", "application/x-msgpack", "application/x-yaml", "application/data", "text/plain",
        "Application/JSON; charset=utf-8",
    ]
    private static let compressions: [StaticString] = [
        "", "application/x-gzip", "application/x-bz2", "application/x-lzma", "application/zstd",
        "application/x-brotli", "none",
    ]

    static func run(_ input: UnsafeRawBufferPointer) {
        guard let first = input.first else { return }
        let number = Int(first)
        if number < contentTypes.count * compressions.count {
            decode(
                input.behind(1), bytes(contentTypes[number % contentTypes.count]),
                bytes(compressions[number / contentTypes.count]), isBacklog: number % 2 == 0)
        } else {
            let parts = input.split(separator: 0x0a, maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return }
            decode(
                UnsafeRawBufferPointer(rebasing: parts[2]), UnsafeRawBufferPointer(rebasing: parts[0]),
                UnsafeRawBufferPointer(rebasing: parts[1]), isBacklog: true)
        }
    }

    private static func decode(
        _ body: UnsafeRawBufferPointer, _ contentType: UnsafeRawBufferPointer, _ compression: UnsafeRawBufferPointer,
        isBacklog: Bool
    ) {
        DecodingTarget.run(body) { decoder, body in
            try decoder.decodeMessage(
                body, contentType: contentType, compression: compression, received: 1, isBacklog: isBacklog)
        }
    }

    private static func bytes(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
