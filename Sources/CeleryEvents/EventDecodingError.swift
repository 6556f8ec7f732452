// SPDX-License-Identifier: Apache-2.0

/// Why a message was refused.
///
/// The message is lost; whoever decodes counts it and says so.
package enum EventDecodingError: Error, Equatable {
    /// Not what its content type says: for JSON, not even Python's parser would take it.
    case undecodable(String, as: Serializer = .json)
    /// JSON, but neither an object nor an array of objects.
    case notAnEvent(String)
    /// Longer than the limit.
    case tooLarge(bytes: Int, limit: Int)
    /// Longer than the limit once it is decompressed, or written as JSON; how long, nobody has tried.
    case unpacksTooLarge(limit: Int)
    /// A line of a recording whose `body` is not the base64 that it says it is.
    case notBase64
    /// Python's pickle, which runs code of the sender's choice when it is read.
    case pickle
    /// A message of Celery's `auth` serializer.
    case signed
    /// A content type that is none of the known ones.
    case unknownSerializer(contentType: String)
    /// A compression that is none of the known ones, of a body that is not plain either.
    case unknownCompression(String)
    /// Its compression (the first text) cannot be undone, and why.
    case undecompressable(String, String)

    /// The cause under which the loss is counted.
    package var cause: String {
        switch self {
        case .undecodable, .notBase64: "undecodable"
        case .notAnEvent: "not_an_event"
        case .tooLarge, .unpacksTooLarge: "too_large"
        case .pickle: "pickle"
        case .signed: "signed"
        case .unknownSerializer: "unknown_serializer"
        case .unknownCompression: "unknown_compression"
        case .undecompressable: "undecompressable"
        }
    }

    /// Whether it lies in how the sender is configured: its other messages will be refused too until somebody
    /// changes that, so one word for each sender is enough.
    package var isOfSender: Bool {
        switch self {
        case .pickle, .signed, .unknownSerializer, .unknownCompression: true
        default: false
        }
    }
}

extension EventDecodingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .undecodable(let reason, let serializer): "the message is not \(serializer.name): \(reason)"
        case .notAnEvent(let reason): "the message is not an event: \(reason)"
        case .tooLarge(let bytes, let limit): "the message has \(bytes) bytes; the limit (max_message) is \(limit)"
        case .unpacksTooLarge(let limit):
            "the message has more than \(limit) bytes once it is unpacked; that is the limit (max_message)"
        case .notBase64: "the line is broken: its body is not base64"
        case .pickle:
            "the message is a pickle, which runs code of its sender when it is read; " + Self.remedy
        case .signed:
            "the message is signed (the content type is application/data), and no certificates are looked into here; "
                + Self.remedy
        case .unknownSerializer(let contentType):
            "the message is serialised in an unknown way (the content type is '\(contentType)'; JSON, msgpack and "
                + "YAML are taken); " + Self.remedy
        case .unknownCompression(let compression):
            "the message is compressed in an unknown way ('\(compression)'; gzip, bzip2, lzma, zstd and brotli are "
                + "taken); let its sender publish events without compression"
        case .undecompressable(let compression, let reason):
            "the message cannot be decompressed (\(compression)): \(reason)"
        }
    }

    private static var remedy: String {
        "set event_serializer = \"json\" in the Celery configuration of the sender's app"
    }
}
