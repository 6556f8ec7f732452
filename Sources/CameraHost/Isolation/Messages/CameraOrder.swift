// SPDX-License-Identifier: Apache-2.0

/// What a helper needs to make an instance of a camera.
struct CameraOrder {
    var file: CameraFile
    /// The instance's name in the configuration.
    var name: String
    var cluster: String
    var dataDirectory: String
    var options: [String: OptionValue]
    var writtenOptions: Set<String>
    /// Log lines below this level (its place among swift-log's) need not be sent.
    var logLevel: UInt8
    /// Bytes that the process may allocate; 0: no bound.
    var memory: UInt64
    /// Pretends that no memory can be mapped where it should; for tests.
    var isMovedByForce: Bool

    private static let maxOptions = 1024
    private static let maxText = 1 << 20

    func put(into writer: inout MessageWriter) {
        file.put(into: &writer)
        writer.put(name)
        writer.put(cluster)
        writer.put(dataDirectory)
        writer.put(logLevel)
        writer.put(memory)
        writer.put(isMovedByForce)
        writer.put(options.sorted { $0.key < $1.key }) { writer, option in
            writer.put(option.key)
            option.value.put(into: &writer)
        }
        writer.put(writtenOptions.sorted()) { $0.put($1) }
    }

    init(from reader: inout MessageReader) throws(MessageError) {
        file = try CameraFile(from: &reader)
        name = try reader.text(atMost: Self.maxText)
        cluster = try reader.text(atMost: Self.maxText)
        dataDirectory = try reader.text(atMost: Self.maxText)
        logLevel = try reader.integer()
        memory = try reader.integer()
        isMovedByForce = try reader.bool()
        options = [:]
        let pairs = try reader.list(atMost: Self.maxOptions) { reader throws(MessageError) in
            (try reader.text(atMost: Self.maxText), try OptionValue(from: &reader))
        }
        for (key, value) in pairs { options[key] = value }
        writtenOptions = Set(
            try reader.list(atMost: Self.maxOptions) { reader throws(MessageError) in
                try reader.text(atMost: Self.maxText)
            })
    }

    init(
        file: CameraFile, name: String, cluster: String, dataDirectory: String, options: [String: OptionValue],
        writtenOptions: Set<String>, logLevel: UInt8, memory: UInt64, isMovedByForce: Bool
    ) {
        self.file = file
        self.name = name
        self.cluster = cluster
        self.dataDirectory = dataDirectory
        self.options = options
        self.writtenOptions = writtenOptions
        self.logLevel = logLevel
        self.memory = memory
        self.isMovedByForce = isMovedByForce
    }
}

extension OptionValue {
    func put(into writer: inout MessageWriter) {
        switch self {
        case .bool(let value):
            writer.put(UInt8(0))
            writer.put(value)
        case .int(let value):
            writer.put(UInt8(1))
            writer.put(value)
        case .float(let value):
            writer.put(UInt8(2))
            writer.put(value)
        case .text(let text):
            writer.put(UInt8(3))
            writer.put(text)
        case .duration(let value):
            writer.put(UInt8(4))
            writer.put(value)
        case .bytes(let value):
            writer.put(UInt8(5))
            writer.put(value)
        case .list(let items):
            writer.put(UInt8(6))
            writer.put(items) { $0.put($1) }
        }
    }

    init(from reader: inout MessageReader) throws(MessageError) {
        switch try reader.integer(UInt8.self) {
        case 0: self = .bool(try reader.bool())
        case 1: self = .int(try reader.integer())
        case 2: self = .float(try reader.double())
        case 3: self = .text(try reader.text(atMost: 1 << 20))
        case 4: self = .duration(try reader.integer())
        case 5: self = .bytes(try reader.integer())
        case 6:
            self = .list(
                try reader.list(atMost: 1 << 16) { reader throws(MessageError) in try reader.text(atMost: 1 << 20) })
        case let kind: throw MessageError("there is no option of kind \(kind)")
        }
    }
}
