// SPDX-License-Identifier: Apache-2.0

/// The program that is started as a camera's process: it does nothing else than call ``CameraHelper/run()``.
public struct HelperProgram: Sendable, Hashable {
    /// Absolute path.
    public var path: String
    /// Its arguments, the program's name not among them.
    public var arguments: [String]

    /// Names a program.
    public init(path: String, arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// The running program, started again with other arguments, also if its file has been replaced meanwhile.
    ///
    /// Only for programs that call ``CameraHelper/run()`` when they get these arguments.
    public static func itself(_ arguments: [String]) -> HelperProgram {
        HelperProgram(path: "/proc/self/exe", arguments: arguments)
    }
}
