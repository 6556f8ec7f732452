// SPDX-License-Identifier: Apache-2.0
import CIsolation
import Glibc
import Threads

/// A helper process that runs: it can be asked, waited for and killed.
///
/// Confined to the thread that made it, whose end ends the process, too (PR_SET_PDEATHSIG).
final class HelperProcess {
    /// How often a waiting thread looks at the clock.
    private static let slice = 20_000
    /// A killed process that is still there after so long hangs in the kernel, and is left to it.
    private static let reapMilliseconds: Int32 = 5000

    let pid: pid_t
    private let pidfd: Int32
    private let calls: Int32
    private let control: ControlPage
    private let streams: HelperStreams
    private var number: UInt64 = 0
    private var end: HelperEnd?
    private var buffer: [UInt8]

    /// Starts a program.
    /// - Parameters:
    ///   - program: what is started.
    ///   - name: the camera's, for whoever lists processes.
    ///   - voice: gets what it prints and logs.
    ///   - output: reads that, if there is such a thread; otherwise it is read when the process has ended.
    ///   - answerBytes: the longest answer.
    /// - Throws: the system's reason.
    init(
        _ program: HelperProgram, name: String, voice: CameraVoice?, output: HelperOutput?,
        answerBytes: Int = HelperAnswer.maxBytes
    ) throws(SystemError) {
        control = try ControlPage()
        var ends = DescriptorPairs()
        defer { ends.closeAll() }
        let (mine, theirs) = try ends.sockets()
        let (reports, reporting) = try ends.sockets()
        let (out, outEnd) = try ends.pipes()
        let (err, errEnd) = try ends.pipes()
        var wait = timeval(tv_sec: 0, tv_usec: Self.slice)
        setsockopt(mine, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))

        let words = ["evcam:" + name] + program.arguments
        var arguments = words.map { strdup($0) } + [nil]
        var environment = Self.environment()
        defer { for text in arguments + environment { free(text) } }
        var pid: pid_t = 0
        let code = ciso_spawn(
            program.path, &arguments, &environment, outEnd, errEnd, theirs, reporting, control.descriptor, &pid)
        guard code == 0 else { throw SystemError(code: -code) }
        self.pid = pid
        pidfd = ciso_pidfd_open(pid)
        guard pidfd >= 0 else {
            // Nobody else waits for our children: the number is still its.
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw SystemError(code: -pidfd)
        }
        calls = mine
        buffer = [UInt8](repeating: 0, count: answerBytes)
        streams = HelperStreams(out: out, err: err, reports: reports, voice)
        ends.keep([mine, reports, out, err])
        output?.add(streams)
    }

    deinit {
        if end == nil { _ = terminate(HelperEnd(cause: .refused, description: "")) }
    }

    /// Ours, and Swift's backtracer off if nothing else is said: it would hold up each restart.
    private static func environment() -> [UnsafeMutablePointer<CChar>?] {
        var entries: [UnsafeMutablePointer<CChar>?] = []
        var next = environ
        while let entry = next.pointee {
            entries.append(strdup(entry))
            next += 1
        }
        if getenv("SWIFT_BACKTRACE") == nil { entries.append(strdup("SWIFT_BACKTRACE=enable=no")) }
        return entries + [nil]
    }

    /// Whether the process has ended by itself while nobody asked it anything.
    func checkAlive() -> HelperEnd? {
        if let end { return end }
        return hasEnded(milliseconds: 0) ? terminate(nil) : nil
    }

    /// Hands over a request and waits for the answer.
    /// - Parameters:
    ///   - request: what is asked.
    ///   - descriptors: what goes with it.
    ///   - watch: says when the call should give up, and when it has had its time.
    ///   - decode: reads the answer, given the request's number; what it throws is a breach.
    /// - Returns: the answer.
    /// - Throws: why there is none; but for `refused` the process is gone then.
    func ask<Answer>(
        _ request: HelperRequest, _ descriptors: [Int32] = [], _ watch: CallWatch,
        _ decode: (ArraySlice<UInt8>, UInt64) throws(MessageError) -> Answer
    ) throws(HelperEnd) -> Answer {
        if let end { throw end }
        number += 1
        control.set(isCancelled: false)
        let message = request.encoded(number: number)
        let code = ciso_send(calls, message, message.count, descriptors, Int32(descriptors.count), 1)
        guard code == 0 else { throw unsent(-code, bytes: message.count) }
        let count = try receive(watch)
        do throws(MessageError) {
            return try decode(buffer[..<count], number)
        } catch {
            throw terminate(
                HelperEnd(cause: .breach, description: "its process sent what is no answer (\(error)) and was killed"))
        }
    }

    private func unsent(_ code: Int32, bytes: Int) -> HelperEnd {
        switch code {
        case EPIPE, ECONNRESET, ENOTCONN: return lostChannel()
        case EMSGSIZE:
            return HelperEnd(
                cause: .refused, description: "its options are too long for `isolation: process` (\(bytes) bytes)")
        default:
            return terminate(
                HelperEnd(cause: .breach, description: "its process does not listen (\(SystemError(code: code)))"))
        }
    }

    /// Waits for a message.
    private func receive(_ watch: CallWatch) throws(HelperEnd) -> Int {
        while true {
            var descriptors: Int32 = 0
            let count = ciso_receive(calls, &buffer, buffer.count, nil, 0, &descriptors, 0)
            if count > 0 { return count }
            switch Int32(-count) {
            case 0, ECONNRESET: throw lostChannel()
            case EAGAIN: break
            case let code:
                throw terminate(
                    HelperEnd(
                        cause: .breach,
                        description: "its process sent what is no answer (\(SystemError(code: code))) and was killed"))
            }
            // A process that it started itself may hold the other end open.
            if hasEnded(milliseconds: 0) { throw terminate(nil) }
            if watch.isCancelled { control.set(isCancelled: true) }
            if watch.isOverdue {
                throw terminate(
                    HelperEnd(
                        cause: .overdue,
                        description: "its process did not return in time, nor when asked to give up, and was killed"))
            }
        }
    }

    /// The other end is closed: either the process has ended, or it has closed its descriptors.
    private func lostChannel() -> HelperEnd {
        if hasEnded(milliseconds: 500) { return terminate(nil) }
        return terminate(HelperEnd(cause: .breach, description: "its process closed its descriptors and was killed"))
    }

    /// Waits for the end that was asked for; kills if it does not come.
    func finish() {
        guard end == nil else { return }
        // One that was not asked to end does so at its socket's end.
        shutdown(calls, Int32(SHUT_RDWR))
        let late = HelperEnd(cause: .overdue, description: "its process did not end when asked to, and was killed")
        _ = terminate(hasEnded(milliseconds: 1000) ? nil : late)
    }

    private func hasEnded(milliseconds: Int32) -> Bool {
        var waited = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
        return poll(&waited, 1, milliseconds) > 0
    }

    /// Ends the process, if it is not at its end, and all it started; frees what belonged to it.
    /// - Parameter cause: why; nil: it ended by itself.
    /// - Returns: how it ended.
    private func terminate(_ cause: HelperEnd?) -> HelperEnd {
        if let end { return end }
        if cause != nil { ciso_pidfd_signal(pidfd, SIGKILL) }
        var text = "its process cannot be ended"
        if hasEnded(milliseconds: Self.reapMilliseconds) {
            // Not yet waited for, so that the number still names its group and nobody else's.
            kill(-pid, SIGKILL)
            var (code, isSignal): (Int32, Int32) = (0, 0)
            if ciso_pidfd_wait(pidfd, &code, &isSignal) == 1 {
                text =
                    isSignal != 0
                    ? "its process was ended by signal \(code) (\(strsignal(code).map { String(cString: $0) } ?? "?"))"
                    : "its process ended with exit code \(code)"
            } else {
                text = "its process ended"
            }
        }
        close(pidfd)
        close(calls)
        streams.finish()
        let end = cause ?? HelperEnd(cause: .died, description: text)
        self.end = end
        return end
    }
}
