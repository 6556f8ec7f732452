// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Glibc

/// What a camera must not do to the process it lives in.
enum ProcessChecks {
    static let all = [
        Check(exitID, "the camera never ends the process", .process, run: exit),
        Check("process.children", "the camera does not fork, and leaves no children behind", .process, run: children),
        Check("process.signals", "the camera leaves signals as they are", .process, run: signals),
        Check(
            "process.surroundings", "the camera leaves folder, umask and locale as they are", .process,
            run: surroundings),
        Check(
            "process.cloexec", "what the camera opens is closed in the host's children", .process, severity: .warning,
            run: cloexec),
    ]

    /// The check that a call of `exit` fails, in whatever check it comes.
    static let exitID = "process.exit"

    private static func live(_ trial: Trial, then look: () -> Void = {}) throws(Finding) {
        let staged = try trial.started()
        for count in 1...3 {
            let answer = staged.shutter(LifeChecks.picture(trial), "100 tasks, picture \(count)")
            try trial.expectTaken(answer, "pictures were handed over")
        }
        if staged.hasCleanup { _ = staged.cleanup(now: 1_767_225_700) }
        look()
        staged.end()
    }

    /// The session sees it when the process ends before the check does.
    static func exit(_ trial: Trial) throws(Finding) { try live(trial) }

    static func children(_ trial: Trial) throws(Finding) {
        let before = ProcessState().children
        var copies = 0
        let own = fileIdentity("/proc/self/exe")
        try live(trial) {
            // A program that was started is something else than a copy of us, with our locks and descriptors.
            copies = ProcessState().children.subtracting(before).count { fileIdentity("/proc/\($0)/exe") == own }
        }
        guard copies == 0 else {
            throw .failed(
                "an instance was started and handed pictures", expected: "no fork",
                happened: "\(copies) copies of the process are running")
        }
        let left = ProcessState().children.subtracting(before)
        guard left.isEmpty else {
            throw .failed(
                "an instance lived its life", expected: "no child processes afterwards",
                happened: "\(left.count) are there")
        }
    }

    private static func fileIdentity(_ path: String) -> [UInt64]? {
        var status = stat()
        return stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
    }

    private static func handlers() -> [Int32: UInt] {
        var found: [Int32: UInt] = [:]
        for signal in Int32(1)...64 {
            var action = sigaction()
            guard sigaction(signal, nil, &action) == 0 else { continue }
            found[signal] = unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
        }
        return found
    }

    private static func blocked() -> [Int32] {
        var mask = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &mask)
        return (1...64).filter { sigismember(&mask, $0) == 1 }
    }

    static func signals(_ trial: Trial) throws(Finding) {
        let before = (handlers: handlers(), blocked: blocked())
        try live(trial)
        let after = (handlers: handlers(), blocked: blocked())
        for signal in before.handlers.keys.sorted() where before.handlers[signal] != after.handlers[signal] {
            let name = strsignal(signal).map { String(cString: $0) } ?? ""
            throw .failed(
                "an instance lived its life", expected: "the same signal handlers as before",
                happened: "the one of signal \(signal) (\(name)) changed")
        }
        guard before.blocked == after.blocked else {
            throw .failed(
                "an instance lived its life", expected: "the same blocked signals on its thread",
                happened: "they changed")
        }
    }

    static func surroundings(_ trial: Trial) throws(Finding) {
        func look() -> [(String, String)] {
            let mask = umask(0o077)
            umask(mask)
            let folder = getcwd(nil, 0)
            defer { free(folder) }
            return [
                ("working directory", folder.map { String(cString: $0) } ?? ""), ("umask", String(mask, radix: 8)),
                ("locale", setlocale(LC_ALL, nil).map { String(cString: $0) } ?? ""),
            ]
        }
        let before = look()
        try live(trial)
        for (was, is_) in zip(before, look()) where was.1 != is_.1 {
            throw .failed(
                "an instance lived its life", expected: "the \(was.0) as before, `\(was.1)`",
                happened: "it is `\(is_.1)`")
        }
    }

    static func cloexec(_ trial: Trial) throws(Finding) {
        let before = ProcessState().descriptors
        var open: [String] = []
        try live(trial) {
            open = ProcessState().descriptors.subtracting(before).filter { fcntl($0, F_GETFD) & FD_CLOEXEC == 0 }
                .sorted().map { name($0) }
        }
        guard let first = open.first else { return }
        throw .failed(
            "an instance was started and handed pictures", expected: "O_CLOEXEC on all that it opens",
            happened: "\(open.count) lack it, the first is \(first)")
    }

    /// What a descriptor is open for.
    private static func name(_ descriptor: Int32) -> String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/fd/\(descriptor)", &path, path.count - 1)
        return String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
