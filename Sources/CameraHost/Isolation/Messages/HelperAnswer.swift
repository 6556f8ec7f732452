// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// What a helper answers to a request.
struct HelperAnswer {
    /// What the camera's function answered.
    var code: evcam_result = 0
    /// What it said with `set_error`.
    var reason: String?
    /// The camera has no such function.
    var isAbsent = false
    /// Rows that a cleanup deleted.
    var deleted: UInt64 = 0
    /// The camera keeps the picture.
    var keepsSnapshot = false
    /// Pictures that it kept and keeps no more, by their headers' addresses with the host.
    var released: [UInt64] = []

    static let magic: UInt32 = 0x4143_5645
    /// A reason is cut here.
    static let maxReason = 4096
    /// More than any answer has.
    static let maxBytes = 64 << 10

    func encoded(number: UInt64) -> [UInt8] {
        var writer = MessageWriter()
        writer.put(Self.magic)
        writer.put(number)
        writer.put(code)
        writer.put(reason) { $0.put($1, atMost: Self.maxReason) }
        writer.put(isAbsent)
        writer.put(deleted)
        writer.put(keepsSnapshot)
        writer.put(released) { $0.put($1) }
        return writer.bytes
    }

    /// From a message that may come from anybody who got hold of the helper's descriptor.
    static func decoded(_ message: ArraySlice<UInt8>, number: UInt64) throws(MessageError) -> HelperAnswer {
        var reader = MessageReader(message)
        guard try reader.integer(UInt32.self) == magic else { throw MessageError("it is no answer") }
        let given = try reader.integer(UInt64.self)
        guard given == number else { throw MessageError("it answers request \(given) instead of \(number)") }
        var answer = HelperAnswer()
        answer.code = try reader.integer()
        answer.reason = try reader.optional { reader throws(MessageError) in try reader.text(atMost: maxReason) }
        answer.isAbsent = try reader.bool()
        answer.deleted = try reader.integer()
        answer.keepsSnapshot = try reader.bool()
        answer.released = try reader.list(atMost: FrameStore.maxRetained) { reader throws(MessageError) in
            try reader.integer(UInt64.self)
        }
        try reader.end()
        return answer
    }
}
