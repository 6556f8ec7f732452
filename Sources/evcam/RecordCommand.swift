// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Glibc
import Logging

struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Records a cluster with all configured cameras, until it is told to stop or the recording ends.",
        discussion: """
            Ctrl-C or SIGTERM: last picture, flush, end (a second one ends at once). SIGHUP: reopen the log file. \
            SIGUSR1: take a picture now.
            """
    )

    @OptionGroup var source: SourceOptions

    @Option(help: "The folder of a tape, on which messages are written before they count.")
    var tape: String?

    @Option(
        help: ArgumentHelp(
            "Record nothing, and replay the tape from so long ago into the cameras named by --camera, to fill a hole.",
            valueName: "duration"))
    var since: String?

    @Flag(help: "End with 69 if no broker can be reached at the start; otherwise that is tried for ever.")
    var failFast = false

    @Option(help: "A file that holds the process id as long as evcam runs.")
    var pidfile: String?

    @Flag(name: [.customShort("D"), .long], help: "Go on in the background, once everything has started.")
    var detach = false

    @Option(help: "The user to run as, by name or number.")
    var uid: String?

    @Option(help: "The group to run as, by name or number.")
    var gid: String?

    @Option(help: "The file mode creation mask, octal.")
    var umask: String?

    @Option(help: "The folder to change to first.")
    var workdir: String?

    func run() throws {
        if let started = DetachedStart.current() { return try recordDetached(started) }
        do {
            try enterWorkdir()
            if detach { return try launch() }
            try record(onStart: {})
        } catch let failure as Failure {
            throw failure.exit()
        }
    }

    private func load() throws -> (configuration: Configuration, cameras: [LoadedCamera]) {
        var overrides = try source.overrides()
        overrides.tape = tape
        overrides.since = since
        if failFast { overrides.failFast = true }
        return try source.load(overrides)
    }

    private func enterWorkdir() throws {
        guard let workdir, chdir(workdir) != 0 else { return }
        throw Failure(
            "evcam: cannot change to the folder \(workdir) (--workdir): \(String(cString: strerror(errno)))",
            exitCode: ExitStatus.noInput)
    }

    /// Starts this program anew in the background; mistakes in the configuration are shown before.
    private func launch() throws {
        _ = try load()
        let outcome: Detach.Outcome
        do {
            outcome = try Detach.launch(CommandLine.arguments)
        } catch {
            throw Failure("evcam: \(error)", exitCode: error.exitCode)
        }
        switch outcome {
        case .ready(let pid): Terminal.print("evcam: recording in the background (pid \(pid))")
        case .failed(let message, let exitCode): throw Failure(message, exitCode: exitCode)
        }
    }

    private func recordDetached(_ started: consuming DetachedStart) throws {
        var line: DetachedStart? = consume started
        do {
            try record { line.take()?.ready() }
        } catch let failure as Failure {
            if let line = line.take() { line.failed(failure.text, exitCode: failure.exitCode) }
            throw failure.exit()
        }
    }

    private func record(onStart: () -> Void) throws {
        do {
            if let umask { try Umask(parsing: umask).apply() }
            if uid != nil || gid != nil { try Privileges(user: uid, group: gid).drop() }
            let (configuration, cameras) = try load()
            let pidfile = try pidfile.map { try PIDFileHolder($0) }
            defer { pidfile?.release() }
            try RecordRun(configuration, cameras).run(onStart: onStart)
        } catch let error as ProcessError {
            throw Failure("evcam: \(error)", exitCode: error.exitCode)
        }
    }
}
