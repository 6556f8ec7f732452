// SPDX-License-Identifier: Apache-2.0

/// Reads configurations.
public enum ConfigurationLoader {
    /// Reads a file; without a path, only what the command line says counts.
    ///
    /// Mistakes wait in the draft for those that only the cameras can tell.
    public static func draft(
        path: String?, environment: [String: String], overrides: ConfigurationOverrides = .init()
    ) -> ConfigurationDraft {
        guard let path else {
            let source = SourceText(file: "evcam", bytes: [])
            let reader = ConfigurationReader(
                report: DiagnosticReport(source: source), environment: environment, folder: FilePath.currentFolder)
            return draft(Configuration(), reader, overrides, root: nil, isComplete: true, hasFile: false)
        }
        switch ConfigurationFile.read(path) {
        case .success(let bytes):
            return draft(bytes: bytes, file: path, environment: environment, overrides: overrides)
        case .failure(let refusal):
            var report = DiagnosticReport(source: SourceText(file: path, bytes: []))
            report.add(.file, refusal.message, remedy: refusal.remedy)
            let reader = ConfigurationReader(
                report: report, environment: environment, folder: FilePath.folder(of: path))
            return draft(Configuration(), reader, overrides, root: nil, isComplete: false)
        }
    }

    /// Reads a text; `file` is the name for messages, and relative paths count from its folder.
    public static func draft(
        text: String, file: String, environment: [String: String], overrides: ConfigurationOverrides = .init()
    ) -> ConfigurationDraft {
        draft(bytes: Array(text.utf8), file: file, environment: environment, overrides: overrides)
    }

    /// Reads a file whose cameras' options are not checked.
    /// - Throws: all mistakes at once.
    public static func load(
        path: String, environment: [String: String], overrides: ConfigurationOverrides = .init()
    ) throws(ConfigurationError) -> Configuration {
        try draft(path: path, environment: environment, overrides: overrides).finish()
    }

    /// Reads a text whose cameras' options are not checked.
    /// - Throws: all mistakes at once.
    public static func load(
        text: String, file: String, environment: [String: String], overrides: ConfigurationOverrides = .init()
    ) throws(ConfigurationError) -> Configuration {
        try draft(text: text, file: file, environment: environment, overrides: overrides).finish()
    }

    static func draft(
        bytes: [UInt8], file: String, environment: [String: String], overrides: ConfigurationOverrides
    ) -> ConfigurationDraft {
        var report = DiagnosticReport(source: SourceText(file: file, bytes: bytes))
        let document = YAMLDocument(&report)
        var reader = ConfigurationReader(
            report: report, environment: environment, folder: FilePath.folder(of: file))
        var configuration = Configuration()
        if let root = document.root, !root.isNull {
            configuration = Configuration.type.read(root, &reader) ?? configuration
        }
        return draft(configuration, reader, overrides, root: document.root, isComplete: document.isComplete)
    }

    /// Puts in the command line, then looks for what is missing in the whole; in a file that broke off, that
    /// says nothing.
    private static func draft(
        _ configuration: Configuration, _ reader: ConfigurationReader, _ overrides: ConfigurationOverrides,
        root: YAMLNode?, isComplete: Bool, hasFile: Bool = true
    ) -> ConfigurationDraft {
        var configuration = configuration
        var reader = reader
        let isOverridden = !overrides.broker.isEmpty || overrides.replay != nil || overrides.since != nil
        overrides.apply(to: &configuration, &reader)
        configuration.broker?.settings.maxMessageBytes = Int(configuration.limits.maxMessage)
        if let bytes = configuration.limits.maxBacklog { configuration.broker?.settings.maxBacklogBytes = Int(bytes) }
        if isComplete {
            if !isOverridden {
                checkSource(root, &reader)
                warn(root, configuration, &reader)
            }
            if overrides.needsCameras, overrides.cameras.isEmpty { checkCameras(root, hasFile: hasFile, &reader) }
        }
        return ConfigurationDraft(
            configuration: configuration, reader: reader, root: root, isReplayGiven: overrides.replay != nil)
    }

    private static func checkSource(_ root: YAMLNode?, _ reader: inout ConfigurationReader) {
        let keys = ["broker", "replay"].compactMap { root?.pair($0) }.filter { !$0.value.isNull }
        if keys.isEmpty {
            reader.report.add(
                .file, "it names no source of events",
                remedy: "write `broker: amqp://…` or `replay: FILE`, or give `--broker` or `--replay`")
        } else if keys.count == 2, let second = keys.max(by: { $0.keySpan.start < $1.keySpan.start }) {
            reader.mistake(
                second.keySpan, "there can be only one of `broker` and `replay`", remedy: "remove one of the two")
        }
    }

    /// Notes what is allowed, and hardly meant.
    private static func warn(
        _ root: YAMLNode?, _ configuration: Configuration, _ reader: inout ConfigurationReader
    ) {
        let settings = configuration.broker?.settings
        let isDurable = settings?.urls.first?.transport == .amqp && settings?.rabbitMQ.queue == .durable
        if isDurable, configuration.tape == nil, let queue = root?["broker"]?["queue"] {
            reader.warn(
                queue.span, "without a tape, what was taken off the durable queue is lost when evcam is killed",
                remedy: "add `tape: {path: FOLDER}`")
        }
        if configuration.enableEvents, configuration.replay != nil, let pair = root?.pair("enable_events") {
            reader.warn(pair.keySpan, "a recording has no workers who could be asked", remedy: "remove it")
        }
    }

    private static func checkCameras(
        _ root: YAMLNode?, hasFile: Bool, _ reader: inout ConfigurationReader
    ) {
        guard hasFile else {
            return reader.report.add(.file, "no camera is named", remedy: "add `--camera`, such as `--camera console`")
        }
        let example = "write `cameras: [{camera: console}]`, or give `--camera console`"
        guard let pair = root?.pair("cameras"), !pair.value.isNull else {
            return reader.report.add(.file, "it names no camera", remedy: example)
        }
        if case .sequence(let entries) = pair.value.content, entries.isEmpty {
            reader.mistake(pair.value.span, "there is no camera in the list", remedy: example)
        }
    }
}

extension YAMLNode {
    /// Whether nothing was written.
    var isNull: Bool {
        if case .scalar(let scalar) = content { return scalar.meaning == .null }
        return false
    }
}
