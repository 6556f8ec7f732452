// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc

/// What evcam exits with, as in sysexits(3).
enum ExitStatus {
    static let usage: Int32 = 64
    static let dataError: Int32 = 65
    static let noInput: Int32 = 66
    static let unavailable: Int32 = 69
    static let software: Int32 = 70
    static let cannotCreate: Int32 = 73
    static let ioError: Int32 = 74
    static let tryAgain: Int32 = 75
    static let config: Int32 = 78
}

/// Something that ends a command: its text goes to standard error as it stands.
struct Failure: Error {
    let text: String
    let exitCode: Int32
    /// Whether threads are left behind that cannot be ended: a normal exit would wait for what they hold.
    let leavesThreads: Bool

    init(_ text: String, exitCode: Int32, leavesThreads: Bool = false) {
        self.text = text
        self.exitCode = exitCode
        self.leavesThreads = leavesThreads
    }

    /// Shows it and ends the command.
    func exit() -> ExitCode {
        Terminal.error(text)
        if leavesThreads { _exit(exitCode) }
        return ExitCode(exitCode)
    }
}
