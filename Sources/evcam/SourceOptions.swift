// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

/// What the command line may say in place of the configuration, or over it.
///
/// Celery's own options keep their names.
struct SourceOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The configuration, YAML.")
    var config: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The broker's URL, in place of the configuration's; may be repeated, or hold several parted by `;`.",
            valueName: "url"))
    var broker: [String] = []

    @Option(help: "A recording (NDJSON, plain or gzip; - for standard input), in place of the configuration's source.")
    var replay: String?

    @Option(help: "How fast a recording is replayed: 1x (the recorded pace), 10x, max.")
    var speed: String?

    @Option(
        help: ArgumentHelp(
            "A camera to record with, by its name in the configuration, its id or its path; may be repeated.",
            valueName: "name"))
    var camera: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "An option of a camera; may be repeated. With one --camera, KEY=VALUE will do.", valueName: "name.key=value"
        ))
    var option: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where all cameras run: process (each in its own, the usual way) or inline (on threads of evcam).",
            valueName: "kind"))
    var isolation: String?

    @Option(help: "The cluster's name, which every camera is told.")
    var cluster: String?

    @Option(
        name: [.customShort("F"), .customLong("freq"), .customLong("frequency")],
        help: "Time between two shutters: 1s, 500ms, 5m.")
    var freq: String?

    @Option(name: [.customShort("r"), .long], help: "At most so many shutters: 10/s, 30/m, 1/h.")
    var maxrate: String?

    @Option(name: .shortAndLong, help: "DEBUG, INFO, WARNING, ERROR, CRITICAL or FATAL.")
    var loglevel: String?

    @Option(
        name: [.customShort("f"), .customLong("logfile")], help: "Where the log goes; standard error if not given.")
    var logfile: String?

    @Flag(help: "Keep Celery's plain errors too, so that the state is Celery's bit by bit.")
    var celeryExact = false

    @Flag(help: "Clear the workers and the finished tasks after each shutter.")
    var clearAfter = false

    @Flag(help: "Leave out of recordings what differs from run to run.")
    var deterministic = false

    /// In the configuration loader's form.
    func overrides() throws -> ConfigurationOverrides {
        var overrides = ConfigurationOverrides()
        overrides.broker = broker
        overrides.replay = replay
        overrides.speed = speed
        overrides.cluster = cluster
        overrides.freq = freq
        overrides.maxrate = maxrate
        overrides.isolation = isolation
        overrides.logLevel = loglevel
        overrides.logFile = logfile
        if celeryExact { overrides.celeryExact = true }
        if clearAfter { overrides.clearAfter = true }
        if deterministic { overrides.deterministic = true }
        overrides.cameras = camera.map { ConfigurationOverrides.Camera(name: $0) }
        for text in option { try add(text, to: &overrides) }
        return overrides
    }

    private func add(_ text: String, to overrides: inout ConfigurationOverrides) throws {
        let key = text.prefix { $0 != "=" }
        guard key.count < text.count else {
            throw ValidationError(
                "--option '\(text)' has no value; write NAME.KEY=VALUE, as in jsonl.path=recording.jsonl")
        }
        if let index = overrides.cameras.firstIndex(where: { key.hasPrefix($0.name + ".") }) {
            overrides.cameras[index].options.append(String(text.dropFirst(overrides.cameras[index].name.count + 1)))
        } else if overrides.cameras.count == 1, !key.contains(".") {
            overrides.cameras[0].options.append(text)
        } else {
            let names = overrides.cameras.map(\.name).joined(separator: ", ")
            throw ValidationError(
                overrides.cameras.isEmpty
                    ? "--option '\(text)' goes with --camera; options of cameras in a file are written there"
                    : "--option '\(text)' names no camera; begin it with one of: \(names), and a dot")
        }
    }

    /// The configuration with its cameras, loaded; ends the program with all mistakes and 78 if there are some.
    func load() throws -> (configuration: Configuration, cameras: [LoadedCamera]) {
        try load(overrides())
    }

    /// The same with overrides that were added to.
    func load(_ overrides: ConfigurationOverrides) throws -> (configuration: Configuration, cameras: [LoadedCamera]) {
        let (draft, cameras) = try draft(overrides)
        return (try finish(draft), cameras)
    }

    /// The configuration as it was read, with its mistakes, and the cameras that could be loaded.
    func draft(_ overrides: ConfigurationOverrides) throws -> (draft: ConfigurationDraft, cameras: [LoadedCamera]) {
        if config == nil, camera.isEmpty, broker.isEmpty, replay == nil {
            throw ValidationError(
                "nothing says what to record; give a configuration (-c config.yaml), or --replay FILE --camera console")
        }
        var draft = ConfigurationLoader.draft(
            path: config, environment: ProcessEnvironment.values, overrides: overrides)
        let cameras = CameraSetup.load(
            &draft, in: CameraDirectory(cameraPath: draft.configuration.cameraPath),
            helper: CameraHostCommand.helper)
        return (draft, cameras)
    }

    /// The configuration; ends the program with all mistakes and 78 if there are some.
    func finish(_ draft: ConfigurationDraft) throws -> Configuration {
        do {
            let configuration = try draft.finish()
            if !draft.warnings.isEmpty { Terminal.error(draft.warnings) }
            return configuration
        } catch {
            throw Failure(error.report, exitCode: ExitStatus.config)
        }
    }
}
