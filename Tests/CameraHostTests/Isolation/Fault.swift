// SPDX-License-Identifier: Apache-2.0
import Testing

/// A way to die or to misbehave, and what comes of it.
struct Fault: Sendable, CustomTestStringConvertible {
    /// What becomes of the camera.
    enum Outcome: Sendable {
        /// It misses a shutter, and the next has what it missed.
        case missesOne
        /// It notices nothing.
        case goesOn
        /// It is off, as the ABI has it.
        case off
    }

    /// What becomes of it on a thread of the daemon's.
    enum Inline: Sendable, Equatable {
        /// The daemon lives, and the camera fares so.
        case camera(Outcome)
        /// What the daemon does.
        case daemon(String)

        static let leftBehind = Self.daemon("left it behind at its end")
    }

    /// As the faulty camera knows it.
    var name: String
    /// For people.
    var text: String
    /// In a process of its own.
    var outcome = Outcome.missesOne
    /// Words that the log must say.
    var words = ""
    /// Inline.
    var inline: Inline
    /// It hangs, so its deadline is short.
    var hangs = false

    var testDescription: String { name }

    static let all: [Fault] = [
        Fault(name: "segv", text: "reads where nothing is", words: "signal 11", inline: signal(11)),
        Fault(name: "abort", text: "calls abort", words: "signal 6", inline: signal(6)),
        Fault(name: "trap", text: "traps (as Swift does)", words: "signal 4", inline: signal(4)),
        Fault(name: "divide", text: "divides by zero", words: "signal 8", inline: signal(8)),
        Fault(name: "bus", text: "reads beyond a mapped file", words: "signal 7", inline: signal(7)),
        Fault(name: "throw", text: "throws in C++, uncaught", words: "signal 6", inline: signal(6)),
        Fault(name: "throw-in-thread", text: "throws in a thread of its own", words: "signal 6", inline: signal(6)),
        Fault(name: "overflow", text: "overflows its stack", words: "signal 11", inline: signal(11)),
        Fault(name: "free-twice", text: "frees memory twice", words: "signal 6", inline: signal(6)),
        Fault(name: "exit", text: "calls exit(0)", words: "exit code 0", inline: .daemon("ended with exit code 70")),
        Fault(name: "_exit", text: "calls _exit(3)", words: "exit code 3", inline: .daemon("ended with exit code 3")),
        Fault(
            name: "exec", text: "replaces its process by another", words: "exit code 0",
            inline: .daemon("ended with exit code 0")),
        Fault(name: "sigkill", text: "is killed (kill -9, OOM killer)", words: "signal 9", inline: signal(9)),
        Fault(
            name: "end-thread", text: "ends its thread", words: "exit code 0",
            inline: .leftBehind),
        Fault(
            name: "spin", text: "loops for ever", words: "killed", inline: .leftBehind, hangs: true),
        Fault(
            name: "stop", text: "stops its process (SIGSTOP)", words: "killed", inline: .daemon("stopped"), hangs: true),
        Fault(name: "hog", text: "takes all memory it gets", words: "signal 6", inline: signal(6)),
        Fault(name: "close-all", text: "closes all descriptors", inline: .daemon("ended with exit code 74")),
        Fault(
            name: "exhaust-descriptors", text: "opens all descriptors", outcome: .goesOn, inline: .daemon("went on")),
        Fault(
            name: "garbage", text: "writes nonsense to its host", words: "what is no answer", inline: .daemon("went on")
        ),
        Fault(name: "orphan", text: "dies, leaving a child behind", words: "signal 6", inline: signal(6)),
        Fault(
            name: "chatter", text: "prints 2 MB", outcome: .goesOn, words: "left out", inline: .daemon("went on")),
        Fault(
            name: "log-flood", text: "logs 20,000 lines", outcome: .goesOn, words: "left out", inline: .camera(.goesOn)),
        Fault(
            name: "write-snapshot", text: "writes into its picture", words: "signal 11", inline: .camera(.goesOn)),
        Fault(name: "retain-all", text: "keeps every picture it can", outcome: .goesOn, inline: .camera(.goesOn)),
        Fault(name: "dawdle", text: "waits until it is cancelled", inline: .camera(.missesOne), hangs: true),
        Fault(
            name: "wrong-code", text: "answers nonsense", outcome: .off, words: "no result", inline: .camera(.off)),
    ]

    private static func signal(_ number: Int) -> Inline { .daemon("ended by signal \(number)") }
}
