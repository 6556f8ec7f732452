// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

/// What a command reads that keeps nothing: a broker or a recording, from the command line or a configuration.
struct OriginOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A broker's URL (several parted by `;`), or a recording: NDJSON, plain or gzip; - for standard input.",
            valueName: "source"))
    var source: String?

    @Option(
        name: .shortAndLong,
        help: "A configuration, whose `broker:` says how to connect, and where to if there is no URL.")
    var config: String?

    private var isURL: Bool { source?.contains("://") == true }

    /// What is to be read; ends the program with all mistakes and 78 if there are some.
    func load() throws -> EventOrigin {
        guard source != nil || config != nil else {
            throw ValidationError("nothing says what to read; give a broker's URL, a recording, or -c config.yaml")
        }
        if let source, !isURL {
            guard config == nil else {
                throw ValidationError("a recording needs no configuration; leave out -c, or give a broker's URL")
            }
            return .recording(source)
        }
        var overrides = ConfigurationOverrides()
        overrides.needsCameras = false
        if let source { overrides.broker = [source] }
        let draft = ConfigurationLoader.draft(
            path: config, environment: ProcessEnvironment.values, overrides: overrides)
        do {
            // Without a mistake there is a source.
            if let origin = EventOrigin(try draft.finish()) { return origin }
        } catch {
            throw Failure(
                error.report.replacing("--broker: error:", with: "evcam: error:"), exitCode: ExitStatus.config)
        }
        throw Failure("evcam: error: the configuration names no source", exitCode: ExitStatus.config)
    }

    /// The broker; a recording has none to talk to.
    func loadBroker() throws -> BrokerSettings {
        guard case .broker(let settings) = try load() else {
            throw ValidationError("a recording has no workers; give a broker's URL, or a configuration with one")
        }
        return settings
    }
}
