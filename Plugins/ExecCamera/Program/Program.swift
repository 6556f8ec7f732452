// SPDX-License-Identifier: Apache-2.0

import CProgram
import CameraKit
import Glibc

/// A running program: its input, its answers, and what it complains about.
///
/// Used by the camera's thread alone.
final class Program {
    /// Milliseconds between two looks whether the host wants the call to end.
    private static let glance: Int32 = 50
    /// Bytes of an answer's line, at most.
    private static let longestAnswer = 64 << 10

    private let name: String
    private let pid: pid_t
    private var input: Int32
    private let output: Int32
    private let errors: Int32
    private var answers = LineSplitter(limit: Program.longestAnswer)
    private var complaints: Complaints
    /// What it ended with, once that was asked for.
    private var status: Int32?

    /// Starts it.
    init(_ launch: Launch) throws(ProgramError) {
        name = launch.name
        complaints = Complaints(of: launch.name)
        // A program that is gone is an error of write(), no signal that ends evcam: SIGPIPE goes to the thread that
        // writes, which blocks it.
        var pipes = sigset_t()
        sigemptyset(&pipes)
        sigaddset(&pipes, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipes, nil)
        var ends = [Int32](repeating: -1, count: 6)
        let code = cprogram_pipes(&ends)
        guard code == 0 else { throw ProgramError("cannot make pipes to \(name): \(String(cString: strerror(code)))") }
        input = ends[1]
        output = ends[2]
        errors = ends[4]
        let theirs = [ends[0], ends[3], ends[5]]
        defer { for descriptor in theirs { close(descriptor) } }
        do throws(ProgramError) {
            pid = try launch.start(theirs)
        } catch {
            for descriptor in [input, output, errors] { close(descriptor) }
            throw error
        }
        for descriptor in [input, output, errors] {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
    }

    deinit {
        if status == nil { kill() }
        if input >= 0 { close(input) }
        close(output)
        close(errors)
    }

    /// Hands over a request, and waits for the answer, as long as the host lets us.
    /// - Throws: ``ProgramError`` if the program ends, says something that is no answer, or takes too long.
    func ask(_ request: UnsafeRawBufferPointer, _ host: Host) throws(ProgramError) -> Answer {
        var sent = 0
        complaints.begin(host)
        // What it says unasked must not pass for the answer.
        try hear(host)
        while true {
            if let line = answers.next() {
                guard sent == request.count else {
                    throw ProgramError("\(name) said `\(line)` before it had read all lines")
                }
                guard let answer = Answer(line) else {
                    throw ProgramError("\(name) said `\(line)`, which is none of ok, retry, drop and fatal")
                }
                return answer
            }
            guard !host.isCancelled else {
                let place = sent < request.count ? "has read \(sent) of \(request.count) bytes" : "has read all lines"
                throw ProgramError("\(name) did not answer in time (it \(place)), and was killed")
            }
            wait(isSending: sent < request.count)
            sent += try send(request, from: sent)
            try hear(host)
        }
    }

    /// How it ended, if it has; what it said at last goes to the log.
    func ending(_ host: Host) -> String? {
        complaints.read(errors, host)
        guard reap(WNOHANG) else { return nil }
        complaints.finish(host)
        return status.map(Self.describe)
    }

    /// Ends it at once, with all that it started.
    func kill() {
        Glibc.kill(-pid, SIGKILL)
        _ = reap(0)
    }

    /// Closes its input, waits for its end, and helps after a while.
    func end(within grace: Duration, _ host: Host) {
        close(input)
        input = -1
        let clock = ContinuousClock()
        for (signal, wait) in [(0 as Int32, grace), (SIGTERM, .seconds(1))] {
            if signal != 0 {
                host.log(.warning, "\(name) did not end with its input; sending SIGTERM")
                Glibc.kill(-pid, signal)
            }
            let deadline = clock.now + wait
            repeat {
                if let ending = ending(host) {
                    if status != 0, signal == 0 { host.log(.warning, "\(name) ended with \(ending)") }
                    return
                }
                usleep(10_000)
                // It may have much to say, and wait for us to read it.
                discardOutput()
            } while clock.now < deadline
        }
        host.log(.warning, "\(name) did not end after SIGTERM, and was killed")
        kill()
        complaints.finish(host)
    }

    // MARK: - Its three pipes

    private func wait(isSending: Bool) {
        var waited = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isSending ? input : -1, events: Int16(POLLOUT), revents: 0),
        ]
        if !complaints.isOpen { waited[1].fd = -1 }
        poll(&waited, nfds_t(waited.count), Self.glance)
    }

    private func send(_ request: UnsafeRawBufferPointer, from start: Int) throws(ProgramError) -> Int {
        guard start < request.count else { return 0 }
        let count = write(input, request.baseAddress.map { $0 + start }, request.count - start)
        if count >= 0 { return count }
        guard errno == EAGAIN || errno == EINTR else {
            let error = String(cString: strerror(errno))
            throw ProgramError("\(name) reads no further (\(error)); \(lastWords)")
        }
        return 0
    }

    private func hear(_ host: Host) throws(ProgramError) {
        complaints.read(errors, host)
        guard !answers.read(output) else { return }
        // An answer may have come before the end.
        guard !answers.hasLines else { return }
        complaints.read(errors, host)
        throw ProgramError("\(name) ended before it answered; \(lastWords)")
    }

    private func discardOutput() {
        if answers.read(output) { while answers.next() != nil {} }
    }

    private var lastWords: String {
        // Its pipes close a moment before it has ended.
        for _ in 0..<100 where !reap(WNOHANG) { usleep(2_000) }
        let end = status.map(Self.describe)
        let words = complaints.last.map { "its last words: \($0)" } ?? "it said nothing about it"
        return [end, words].compactMap { $0 }.joined(separator: "; ")
    }

    /// Whether it has ended.
    private func reap(_ options: Int32) -> Bool {
        guard status == nil else { return true }
        var raw: Int32 = 0
        while true {
            let found = waitpid(pid, &raw, options)
            if found == pid {
                status = raw
                // What it started is of no use without it.
                Glibc.kill(-pid, SIGKILL)
                return true
            }
            guard found < 0, errno == EINTR else { return false }
        }
    }

    private static func describe(_ status: Int32) -> String {
        let signal = status & 0x7f
        if signal != 0 { return "signal \(signal), \(String(cString: strsignal(signal)))" }
        return "exit code \((status >> 8) & 0xff)"
    }
}
