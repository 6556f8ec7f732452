// SPDX-License-Identifier: Apache-2.0
import EvcamRuntime
import Glibc
import Logging

/// One run of `evcam record`, from the log's opening to the closing line.
struct RecordRun {
    private let configuration: Configuration
    private let cameras: [LoadedCamera]

    init(_ configuration: Configuration, _ cameras: [LoadedCamera]) {
        self.configuration = configuration
        self.cameras = cameras
    }

    func run(onStart: () -> Void) throws {
        let file =
            try configuration.log.file.map { try LogFile(path: $0) } ?? (showsProgress ? .terminal : .standardError)
        let output = LogOutput(file: file, level: configuration.log.level)
        LoggingSystem.bootstrap { output.handler(label: $0) }
        let logger = Logger(label: "evcam")

        // Before the first thread, so that all of them leave the signals alone.
        let route = SignalRoute()
        CrashNotice.install(log: file.descriptor)
        let isWatched = Terminal.isTerminal(STDERR_FILENO) && !isDrawing
        let signals = try ProcessSignals.install { requests in
            if requests.contains(.stop), isWatched { Terminal.error("\nevcam: ending; Ctrl-C once more ends at once") }
            if requests.contains(.reopenLogs) {
                do { try file.reopen() } catch { logger.error("\(error)") }
            }
            route.pass(requests)
        }
        defer { withExtendedLifetime(signals) {} }

        let recorder = try start(logger)
        route.connect(stop: recorder.stop, takePicture: recorder.takePicture)
        say("-> evcam: Taking snapshots with \(names) (every \(configuration.freq / .seconds(1)) secs.)", logger)
        onStart()
        let summary = recorder.run()
        say("evcam: \(summary)", logger)
        try end(summary, logger)
    }

    private func start(_ logger: Logger) throws -> Recorder {
        do {
            return try Recorder(
                configuration, cameras: cameras, logger: logger,
                progress: showsProgress ? { Terminal.progress($0) } : nil)
        } catch let failure as StartFailure {
            let lines = failure.errors.map { "evcam: error: \($0.message)" }
            throw Failure(lines.joined(separator: "\n"), exitCode: ExitStatus.config)
        } catch let error as RecorderError {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.noInput)
        }
    }

    private func end(_ summary: RecordingSummary, _ logger: Logger) throws {
        let isHanging = !summary.hanging.isEmpty
        var complaints: [String] = []
        if isHanging {
            complaints.append("left without waiting any longer for: \(summary.hanging.joined(separator: ", "))")
        }
        if let failure = summary.failure { complaints.append("error: \(failure)") }
        if isReplay {
            complaints += summary.incomplete.filter { !summary.hanging.contains($0.name) }.map(Self.complaint)
        }
        if complaints.isEmpty { return }
        // Nobody may see standard error.
        if configuration.log.file != nil { complaints.forEach { logger.error("\($0)") } }
        throw Failure(
            complaints.map { "evcam: " + $0 }.joined(separator: "\n"),
            exitCode: exitCode(summary), leavesThreads: isHanging)
    }

    /// A replay is to hand over all of a recording, and can be run again; a live recording ends some time.
    private var isReplay: Bool { configuration.replay != nil || configuration.since != nil }

    private static func complaint(_ camera: LaneReport) -> String {
        "error: camera `\(camera.name)` does not have all that was replayed; its last error: "
            + (camera.lastError ?? "none")
    }

    private func exitCode(_ summary: RecordingSummary) -> Int32 {
        switch summary.failure {
        case nil: summary.hanging.isEmpty ? ExitStatus.tryAgain : ExitStatus.software
        case is BrokerError: ExitStatus.unavailable
        default: ExitStatus.ioError
        }
    }

    /// To whoever watches: on standard output, or in the log if that goes to a file.
    private func say(_ text: String, _ logger: Logger) {
        if configuration.log.file == nil { Terminal.print(text) } else { logger.notice("\(text)") }
    }

    private var names: String { cameras.map(\.name).joined(separator: ", ") }

    /// A progress line, where nothing else is drawn on the terminal.
    private var showsProgress: Bool {
        configuration.replay != nil && Terminal.isTerminal(STDERR_FILENO) && !isDrawing
    }

    /// A camera draws on the terminal.
    private var isDrawing: Bool {
        cameras.contains { $0.isolation == .inline && $0.library.description.wants.contains(.terminal) }
    }
}
