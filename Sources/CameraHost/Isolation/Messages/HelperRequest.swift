// SPDX-License-Identifier: Apache-2.0

/// What a host asks of its helper process, one at a time.
enum HelperRequest {
    /// Load the camera and say what it is; the first and last request of a helper that serves for nothing else.
    case describe(CameraFile)
    /// Load the camera, and its `create`; the first request otherwise.
    case create(CameraOrder)
    case start
    case shutter(SnapshotOrder)
    /// With the time that counts as now, UNIX seconds.
    case cleanup(Double)
    /// With the nanoseconds it has.
    case flush(UInt64)
    case stop
    /// The last: the helper ends once it has answered.
    case destroy

    /// Names a message as ours, and its version: host and helper are the same program, unless somebody made a mistake.
    static let magic: UInt32 = 0x3143_5645

    /// As a message.
    func encoded(number: UInt64) -> [UInt8] {
        var writer = MessageWriter()
        writer.put(Self.magic)
        writer.put(number)
        switch self {
        case .describe(let file):
            writer.put(UInt8(0))
            file.put(into: &writer)
        case .create(let order):
            writer.put(UInt8(1))
            order.put(into: &writer)
        case .start: writer.put(UInt8(2))
        case .shutter(let order):
            writer.put(UInt8(3))
            order.put(into: &writer)
        case .cleanup(let now):
            writer.put(UInt8(4))
            writer.put(now)
        case .flush(let nanoseconds):
            writer.put(UInt8(5))
            writer.put(nanoseconds)
        case .stop: writer.put(UInt8(6))
        case .destroy: writer.put(UInt8(7))
        }
        return writer.bytes
    }

    /// From a message.
    static func decoded(_ message: ArraySlice<UInt8>) throws(MessageError) -> (number: UInt64, request: HelperRequest) {
        var reader = MessageReader(message)
        guard try reader.integer(UInt32.self) == magic else {
            throw MessageError("host and helper are not the same version of evcam")
        }
        let number = try reader.integer(UInt64.self)
        let request: HelperRequest
        switch try reader.integer(UInt8.self) {
        case 0: request = .describe(try CameraFile(from: &reader))
        case 1: request = .create(try CameraOrder(from: &reader))
        case 2: request = .start
        case 3: request = .shutter(try SnapshotOrder(from: &reader))
        case 4: request = .cleanup(try reader.double())
        case 5: request = .flush(try reader.integer())
        case 6: request = .stop
        case 7: request = .destroy
        case let kind: throw MessageError("there is no request \(kind)")
        }
        try reader.end()
        return (number, request)
    }
}

extension CameraFile {
    func put(into writer: inout MessageWriter) {
        writer.put(id)
        writer.put(path)
        writer.put(resolvedPath)
        writer.put(isNamedByRule)
    }

    init(from reader: inout MessageReader) throws(MessageError) {
        self.init(
            id: try reader.text(atMost: 4096), path: try reader.text(atMost: 4096),
            resolvedPath: try reader.text(atMost: 4096), isNamedByRule: try reader.bool())
    }
}
