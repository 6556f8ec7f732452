// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// Hands snapshots to a program of any language: JSON lines on its standard input, an answer on its standard output.
public final class ExecCamera: Camera {
    /// The camera's id, options and wants.
    public static let description = CameraDescription(
        id: "exec", version: "0.1.0", summary: "hands JSON lines to a program, which answers `ok` or `retry`",
        author: "evcam", license: "Apache-2.0")

    private let host: Host
    private let launch: Launch
    private let isFull: Bool
    private let cleansUp: Bool
    private let grace: Duration

    private var program: Program?
    private var pause = Pause()
    private var restarts = 0
    private var buffer = JSONBuffer()

    /// Reads the options, and looks whether there is such a program: `evcam check` asks for no more than this.
    public init(configuration: ExecConfiguration, host: Host) throws {
        self.host = host
        isFull = configuration.full
        cleansUp = configuration.cleanup
        grace = configuration.grace
        let environment = configuration.environment ?? []
        if let wrong = environment.first(where: { !$0.dropFirst().contains("=") }) {
            throw CameraError.config("option `environment`: `\(wrong)` is not NAME=VALUE")
        }
        launch = Launch(
            command: configuration.command,
            environment: environment + ["EVCAM_CAMERA=\(host.name)", "EVCAM_CLUSTER=\(host.cluster)"],
            directory: configuration.directory)
        do {
            try launch.find()
        } catch {
            throw CameraError.config(error.description)
        }
    }

    /// Starts the program: one that cannot be started is a mistake in the configuration.
    public func start() throws {
        do {
            program = try Program(launch)
        } catch {
            throw CameraError.config(error.description)
        }
    }

    /// Hands over the snapshot's lines and waits for the answer.
    public func shutter(_ snapshot: SnapshotView) throws {
        buffer.reset()
        let lines = SnapshotLines(isFull: isFull).append(snapshot, to: &buffer)
        buffer.append(control: "end")
        _ = try ask()
        host.metric("lines", Double(lines + 1))
        host.metric("bytes", Double(buffer.count))
    }

    /// Hands on the signal, if the program wants it; answers how many things it says went.
    public func cleanup(_ cleanup: Cleanup) throws -> Int {
        guard cleansUp else { return 0 }
        buffer.reset()
        buffer.append(control: "cleanup", now: cleanup.now)
        return try ask()
    }

    /// Closes the program's input and waits for its end.
    public func stop() {
        program?.end(within: grace, host)
        program = nil
    }

    /// Hands over what is in the buffer; the count of the program's `ok`.
    private func ask() throws -> Int {
        let program = try running()
        let answer: Answer
        do throws(ProgramError) {
            answer = try program.ask(buffer.bytes, host)
        } catch {
            // Nobody knows how far it has come: what it says next would be taken for the next answer.
            program.kill()
            self.program = nil
            pause.failed()
            throw CameraError.retry("\(error); it is started again at the next shutter that comes in \(pause) or later")
        }
        pause = Pause()
        return try answer.get()
    }

    /// The program; started again if it has ended.
    private func running() throws -> Program {
        if let program {
            guard let ending = program.ending(host) else { return program }
            host.log(.warning, "\(launch.name) ended by itself (\(ending)); starting it again")
            self.program = nil
        } else if let seconds = pause.remaining {
            throw CameraError.retry("\(launch.name) is started again in \(seconds) s")
        }
        do throws(ProgramError) {
            let started = try Program(launch)
            program = started
            restarts += 1
            host.metric("restarts", Double(restarts))
            return started
        } catch {
            pause.failed()
            throw CameraError.retry("\(error); the next try comes in \(pause)")
        }
    }
}
