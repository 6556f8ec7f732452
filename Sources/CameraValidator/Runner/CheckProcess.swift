// SPDX-License-Identifier: Apache-2.0
import Glibc
import Threads

/// A process that runs one check, and what it tells.
///
/// Confined to the thread that made it.
final class CheckProcess {
    /// The system refused to start it.
    struct LaunchError: Error, CustomStringConvertible {
        var code: Int32
        var description: String { "cannot start a process for the check: \(String(cString: strerror(code)))" }
    }

    /// How it ended.
    enum Ending {
        case exited(Int32)
        case signalled(Int32)
        /// It was killed, as its time was over.
        case late
    }

    /// Where the child finds the pipe to us; 0 is the pipe whose end tells it that we are gone.
    static let reportDescriptor: Int32 = 3
    private static let outputLimit = 16 << 10

    // Initialised once and never freed; a mutex is made for several threads.
    nonisolated(unsafe) private static let starting: UnsafeMutablePointer<pthread_mutex_t> = {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        return mutex
    }()

    private let pid: pid_t
    private let report: Int32
    private let terminal: Int32
    private let lifeline: Int32
    private var status: Int32?
    private var isEnded = false
    private var buffer: [UInt8] = []
    private var lines: [TraceLine] = []
    private var isReportOpen = true
    /// Whether what was in the pipes at its end has been taken.
    private var isDrained = false
    private var isOutputOpen = true
    /// The end of what it wrote to its standard output and error.
    private(set) var output: [UInt8] = []

    /// Starts our own executable.
    init(_ arguments: [String], _ environment: [String: String]) throws(LaunchError) {
        // One after the other: nobody else is to be started with the ends of these pipes.
        pthread_mutex_lock(Self.starting)
        defer { pthread_mutex_unlock(Self.starting) }
        var ends: [(read: Int32, write: Int32)] = []
        defer { for end in ends { close(end.write) } }
        for _ in 0..<3 {
            var pair: [Int32] = [-1, -1]
            guard pipe(&pair) == 0 else { throw LaunchError(code: errno) }
            for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            ends.append((pair[0], pair[1]))
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Out of the way of the numbers they get.
        let child = [ends[0].read, ends[1].write, ends[1].write, ends[2].write]
        let free = child.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
        defer { for descriptor in free { close(descriptor) } }
        for (number, end) in free.enumerated() { posix_spawn_file_actions_adddup2(&actions, end, Int32(number)) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // A group of its own: what the camera has started ends with it.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var argumentList = arguments.map { strdup($0) } + [nil]
        var variableList = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argumentList + variableList { Glibc.free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, &argumentList, &variableList)
        guard code == 0 else {
            for end in ends { close(end.read) }
            throw LaunchError(code: code)
        }
        self.pid = pid
        close(ends[0].read)
        (terminal, report) = (ends[1].read, ends[2].read)
        lifeline = fcntl(ends[0].write, F_DUPFD_CLOEXEC, 3)
        for descriptor in [terminal, report] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    deinit {
        _ = endNow()
        for descriptor in [report, terminal, lifeline] { close(descriptor) }
    }

    /// The next line it tells; nil: there is none within so many seconds, or none any more.
    func next(timeout: Double) -> TraceLine? {
        let end = MonotonicClock.now + timeout
        while lines.isEmpty {
            let left = end - MonotonicClock.now
            guard left > 0, isReportOpen || isOutputOpen else { break }
            if status != nil {
                // It may have said much just before its end; a child that it left may go on for ever.
                while MonotonicClock.now < end, pump(milliseconds: 0) {}
                isDrained = true
                break
            }
            pump(milliseconds: Int32(min(left * 1000 + 1, 50)))
            reap(WNOHANG)
        }
        return lines.isEmpty ? nil : lines.removeFirst()
    }

    /// Whether nothing more is to come.
    var isOver: Bool { lines.isEmpty && (isDrained || !isReportOpen) }

    /// Waits for its end for so many seconds; then it is killed.
    func end(within seconds: Double) -> Ending {
        let end = MonotonicClock.now + seconds
        while status == nil, MonotonicClock.now < end {
            pump(milliseconds: isReportOpen || isOutputOpen ? 20 : 0)
            reap(isReportOpen || isOutputOpen ? WNOHANG : 0)
        }
        pump(milliseconds: 0)
        let isLate = status == nil
        let ending = endNow()
        return isLate ? .late : ending
    }

    /// Kills it, if it lives.
    func endNow() -> Ending {
        // Its group as well: it may have left children. Once: later the number may be somebody else's.
        if !isEnded { kill(-pid, SIGKILL) }
        isEnded = true
        reap(0)
        guard let status else { return .late }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }

    private func reap(_ flags: Int32) {
        guard status == nil else { return }
        var status: Int32 = 0
        var found: pid_t
        repeat { found = waitpid(pid, &status, flags) } while found < 0 && errno == EINTR
        if found == pid { self.status = status }
    }

    /// Takes what is in the pipes, after waiting for it for a while.
    /// - Returns: whether there was something.
    @discardableResult
    private func pump(milliseconds: Int32) -> Bool {
        var polls: [pollfd] = []
        if isReportOpen { polls.append(pollfd(fd: report, events: Int16(POLLIN), revents: 0)) }
        if isOutputOpen { polls.append(pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)) }
        guard poll(&polls, nfds_t(polls.count), milliseconds) > 0 else { return false }
        var hasRead = false
        for poll in polls where poll.revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(poll.fd, &bytes, bytes.count)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            let isReport = poll.fd == report
            guard count > 0 else {
                if isReport { isReportOpen = false } else { isOutputOpen = false }
                continue
            }
            hasRead = true
            if isReport {
                buffer += bytes.prefix(count)
                var rest = buffer[...]
                while let newline = rest.firstIndex(of: 0x0A) {
                    if let line = TraceLine(String(decoding: rest[..<newline], as: UTF8.self)) { lines.append(line) }
                    rest = rest[(newline + 1)...]
                }
                buffer = Array(rest)
            } else {
                output += bytes.prefix(count)
                if output.count > Self.outputLimit { output.removeFirst(output.count - Self.outputLimit) }
            }
        }
        return hasRead
    }
}
