// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// What evcam exits with, as in sysexits(3).
enum ExitStatus {
    static let noInput: Int32 = 66
    static let software: Int32 = 70
    static let ioError: Int32 = 74
    static let config: Int32 = 78
}

/// Something that ends a command: its text goes to standard error as it stands.
struct Failure: Error {
    let text: String
    let exitCode: Int32

    init(_ text: String, exitCode: Int32) {
        self.text = text
        self.exitCode = exitCode
    }

    /// Shows it and ends the command.
    func exit() -> ExitCode {
        Terminal.error(text)
        return ExitCode(exitCode)
    }
}
