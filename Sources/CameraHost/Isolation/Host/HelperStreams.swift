// SPDX-License-Identifier: Apache-2.0
import CIsolation
import Glibc
import Logging
import Threads

/// What comes from a helper process unasked: its standard output and error, and its camera's log lines and figures.
///
/// Read by the output thread while the process lives, and to the end by whoever ends it.
final class HelperStreams: Sendable {
    private struct State {
        var out: Int32
        var err: Int32
        var reports: Int32
        var outLines = OutputLines()
        var errLines = OutputLines()
        var allowance = SpeechAllowance()
        var isFinished = false
    }

    private static let turn = 64 << 10
    private static let lastWords = 1 << 20
    private let state: Monitor<State>
    private let voice: CameraVoice?

    /// Takes over the descriptors.
    init(out: Int32, err: Int32, reports: Int32, _ voice: CameraVoice?) {
        for descriptor in [out, err] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
        state = Monitor(State(out: out, err: err, reports: reports))
        self.voice = voice
    }

    /// What to wait for; nil: there is nothing more to come, empty: it has said enough for now.
    var descriptors: [Int32]? {
        state.withLock { state in
            if state.isFinished { return nil }
            guard state.allowance.mayRead(MonotonicClock.now) else { return [] }
            return [state.out, state.err, state.reports].filter { $0 >= 0 }
        }
    }

    /// Reads what is there, a bounded piece of it.
    func pump() {
        state.withLock { state in
            if !state.isFinished { read(&state, atMost: Self.turn) }
        }
    }

    /// Reads the rest and closes everything.
    func finish() {
        state.withLock { state in
            guard !state.isFinished else { return }
            read(&state, atMost: Self.lastWords)
            say(state.outLines.end(), .info, &state)
            say(state.errLines.end(), .warning, &state)
            tellLeftOut(&state, now: .infinity)
            for descriptor in [state.out, state.err, state.reports] where descriptor >= 0 { close(descriptor) }
            state.isFinished = true
        }
    }

    private func read(_ state: inout State, atMost limit: Int) {
        let out = readBytes(&state.out, limit) { state.outLines.take($0) }
        let err = readBytes(&state.err, limit) { state.errLines.take($0) }
        state.allowance.spend(bytes: out.bytes + err.bytes)
        say(out.lines, .info, &state)
        say(err.lines, .warning, &state)
        readReports(&state, atMost: limit)
        tellLeftOut(&state, now: MonotonicClock.now)
    }

    /// A descriptor at its end is closed and becomes -1.
    private func readBytes(
        _ descriptor: inout Int32, _ limit: Int, _ take: (ArraySlice<UInt8>) -> [String]
    ) -> (bytes: Int, lines: [String]) {
        var lines: [String] = []
        var total = 0
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        while descriptor >= 0, total < limit {
            let count = Glibc.read(descriptor, &bytes, bytes.count)
            if count > 0 {
                lines += take(bytes[..<count])
                total += count
            } else if count == 0 || errno != EAGAIN && errno != EINTR {
                close(descriptor)
                descriptor = -1
            } else if errno == EAGAIN {
                break
            }
        }
        return (total, lines)
    }

    private func readReports(_ state: inout State, atMost limit: Int) {
        var bytes = [UInt8](repeating: 0, count: HelperReport.maxBytes)
        var total = 0
        while state.reports >= 0, total < limit {
            var descriptors: Int32 = 0
            let count = ciso_receive(state.reports, &bytes, bytes.count, nil, 0, &descriptors, 1)
            if count == -Int(EAGAIN) { break }
            if count == -Int(EMSGSIZE) {
                total += bytes.count
                state.allowance.leaveOut(1)
                continue
            }
            guard count > 0 else {
                close(state.reports)
                state.reports = -1
                break
            }
            total += count
            // What is no report is passed over: it came from who knows where.
            guard let report = try? HelperReport.decoded(bytes[..<count]) else {
                state.allowance.leaveOut(1)
                continue
            }
            take(report, &state)
        }
        state.allowance.spend(bytes: total)
    }

    private func take(_ report: HelperReport, _ state: inout State) {
        switch report {
        case .log(let level, let message, let attributes):
            if state.allowance.mayLog(MonotonicClock.now) { voice?.log(level, message, attributes) }
        case .metric(let name, let value): voice?.metric(name, value)
        case .lost(let count): state.allowance.leaveOut(UInt64(count))
        }
    }

    private func say(_ lines: [String], _ level: Logger.Level, _ state: inout State) {
        for line in lines where state.allowance.mayLog(MonotonicClock.now) {
            voice?.log(level, line, [("stream", level == .info ? "stdout" : "stderr")])
        }
    }

    private func tellLeftOut(_ state: inout State, now: Double) {
        guard let count = state.allowance.takeLeftOut(now) else { return }
        voice?.log(.warning, "said more than is logged: left out \(count) lines", [])
    }
}
