// SPDX-License-Identifier: Apache-2.0

import CProgram
import Glibc

/// What is started, and how.
struct Launch {
    /// The program, as a path or a name to look for in PATH, and its arguments.
    let command: [String]
    /// NAME=VALUE, beside those of this process, which they replace.
    let environment: [String]
    /// The folder it is started in; nil: this process's.
    let directory: String?

    /// The program, for people.
    var name: String { "`\(command[0])`" }

    /// Looks whether the program is where starting it would look, without starting it.
    /// - Throws: ``ProgramError`` that says what to look at.
    func find() throws(ProgramError) {
        if let directory, access(directory, X_OK) != 0 { throw failure(errno) }
        guard !command[0].contains("/") else {
            let isAbsolute = command[0].hasPrefix("/")
            let code = Self.obstacle(at: isAbsolute ? command[0] : (directory ?? ".") + "/" + command[0])
            guard code == 0 else { throw failure(code) }
            return
        }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/bin:/usr/bin"
        var code = ENOENT
        for folder in path.split(separator: ":", omittingEmptySubsequences: false) {
            let found = Self.obstacle(at: (folder.isEmpty ? "." : folder) + "/" + command[0])
            if found == 0 { return }
            // One that may not be run says more than one that is not there.
            if found == EACCES { code = found }
        }
        throw failure(code)
    }

    /// Why a file cannot be started; 0: it can.
    private static func obstacle(at path: String) -> Int32 {
        var status = stat()
        guard stat(path, &status) == 0 else { return errno }
        guard status.st_mode & S_IFMT == S_IFREG else { return EACCES }
        return access(path, X_OK) == 0 ? 0 : errno
    }

    private func failure(_ code: Int32) -> ProgramError {
        let place = directory.map { " in \($0)" } ?? ""
        return ProgramError(
            "cannot start \(name)\(place): \(String(cString: strerror(code))); `command` begins with the program's "
                + "path, or a name that is found in PATH")
    }

    /// Starts it with these descriptors as standard input, output and error, and no others; in a process group of its
    /// own, so that Ctrl-C is for evcam alone, which ends it in good order.
    /// - Parameter descriptors: three of this process's.
    /// - Returns: its process id.
    /// - Throws: ``ProgramError`` that says what to look at.
    func start(_ descriptors: [Int32]) throws(ProgramError) -> pid_t {
        var pid: pid_t = 0
        let code = Self.withCStrings(command) { arguments in
            Self.withCStrings(variables) { cprogram_start(&pid, arguments, $0, directory, descriptors) }
        }
        guard code == 0 else { throw failure(code) }
        return pid
    }

    /// This process's variables with ours in their place.
    private var variables: [String] {
        func name(_ text: String) -> Substring { text.prefix { $0 != "=" } }
        let replaced = Set(environment.map { String(name($0)) })
        return Self.ownVariables.filter { !replaced.contains(String(name($0))) } + environment
    }

    private static var ownVariables: [String] {
        var texts: [String] = []
        var next = cprogram_environment()
        while let entry = next?.pointee {
            texts.append(String(cString: entry))
            next = next?.successor()
        }
        return texts
    }

    /// Lends texts as C wants them: an array that ends with NULL.
    private static func withCStrings<R>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { (pointers + index).initialize(to: strdup(text)) }
        (pointers + texts.count).initialize(to: nil)
        defer {
            for index in texts.indices { free(pointers[index]) }
            pointers.deallocate()
        }
        return body(pointers)
    }
}
