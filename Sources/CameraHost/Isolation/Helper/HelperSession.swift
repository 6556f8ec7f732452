// SPDX-License-Identifier: Apache-2.0
import CIsolation
import CameraABI
import Glibc

/// The requests of one host, answered one after the other on the thread that asks for them.
final class HelperSession {
    private static let maxDescriptors = 8
    private let control: UnsafeMutableRawPointer
    private let frames = HelperFrames()
    private let pieces = PieceMap()
    private var instance: InlineInstance?
    /// Lives as long as the instance may ask for it.
    private var services: HostServices?
    private var isMovedByForce = false
    private var descriptors = [Int32](repeating: -1, count: HelperSession.maxDescriptors)
    private var descriptorCount: Int32 = 0

    init(control: UnsafeMutableRawPointer) { self.control = control }

    func run() -> Never {
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = ciso_receive(
                CISO_CALLS_FD, &buffer, buffer.count, &descriptors, Int32(Self.maxDescriptors), &descriptorCount, 0)
            guard count != 0 else { _exit(0) }
            guard count > 0 else { fail("cannot hear its host: \(String(cString: strerror(Int32(-count))))") }
            do throws(MessageError) {
                let (number, request) = try HelperRequest.decoded(buffer[..<count])
                try answer(request, number)
            } catch {
                fail("does not understand its host: \(error)")
            }
        }
    }

    private func answer(_ request: HelperRequest, _ number: UInt64) throws(MessageError) {
        var answer = HelperAnswer()
        var isLast = false
        switch request {
        case .describe(let file):
            send(DescriptionMessage.encoded(describe(file)))
            exit(0)
        case .create(let order): fill(&answer, create(order))
        case .start: fill(&answer, instance?.start())
        case .shutter(let order): try shutter(order, &answer)
        case .cleanup(let now):
            let result = instance?.cleanup(now: now)
            fill(&answer, result?.0)
            answer.deleted = result?.deleted ?? 0
        case .flush(let nanoseconds): fill(&answer, instance?.flush(nanoseconds: nanoseconds))
        case .stop: instance?.stop()
        case .destroy:
            instance?.destroy()
            isLast = true
        }
        (answer.keepsSnapshot, answer.released) = frames.finish()
        send(answer.encoded(number: number))
        if isLast { exit(0) }
    }

    private func fill(_ answer: inout HelperAnswer, _ given: CameraAnswer?) {
        guard let given else {
            answer.isAbsent = true
            return
        }
        // A value outside the list has become FATAL, and its reason says so.
        answer.code = given.result.rawValue
        answer.reason = given.reason
    }

    private func describe(_ file: CameraFile) -> Result<CameraDescription, CameraError> {
        do throws(CameraError) {
            return .success(try CameraLibrary(file).description)
        } catch {
            return .failure(error)
        }
    }

    private func create(_ order: CameraOrder) -> CameraAnswer {
        ciso_name(order.name)
        isMovedByForce = order.isMovedByForce
        let code = ciso_limit_memory(order.memory)
        guard code == 0 else { return refusal("cannot bound its memory: \(String(cString: strerror(-code)))") }
        do throws(CameraError) {
            let camera = LoadedCamera(
                name: order.name, library: try CameraLibrary(order.file), options: order.options,
                writtenOptions: order.writtenOptions)
            let options = try OptionBlock(camera)
            let backstage = HelperBackstage(level: Int(order.logLevel), control: control, frames)
            let services = HostServices(
                name: order.name, cluster: order.cluster, dataDirectory: order.dataDirectory, backstage)
            let instance = InlineInstance(camera.library, services, FrameStore())
            (self.services, self.instance) = (services, instance)
            return instance.create(options)
        } catch {
            return refusal(error.message)
        }
    }

    private func refusal(_ reason: String) -> CameraAnswer {
        CameraAnswer(CameraResult.fatal.rawValue, reason: reason)
    }

    private func shutter(_ order: SnapshotOrder, _ answer: inout HelperAnswer) throws(MessageError) {
        for id in order.forgotten { pieces.forget(id) }
        var given = descriptors[..<Int(descriptorCount)]
        defer { given.forEach { close($0) } }
        for piece in order.pieces where piece.isNew {
            guard let descriptor = given.popFirst() else { throw MessageError("a descriptor is missing") }
            defer { close(descriptor) }
            try pieces.add(piece, descriptor, isMovedByForce: isMovedByForce)
        }
        let picture = try pieces.picture(order)
        frames.begin(picture)
        fill(&answer, instance?.shutter(picture.snapshot))
    }

    private func send(_ message: [UInt8]) {
        let code = ciso_send(CISO_CALLS_FD, message, message.count, nil, 0, 0)
        guard code == 0 else { fail("cannot answer its host: \(String(cString: strerror(-code)))") }
    }

    private func fail(_ text: String) -> Never {
        CameraHelper.complain(text)
        _exit(EX_IOERR)
    }
}
