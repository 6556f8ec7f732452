// SPDX-License-Identifier: Apache-2.0
import EventSources

/// What the command line says; it wins over the file.
///
/// Values are texts in the file's grammar.
public struct ConfigurationOverrides: Sendable {
    /// A camera that shall run.
    public struct Camera: Sendable {
        /// The name of a camera in the file; otherwise the id or path of one.
        public var name: String
        /// Its options, as `key=value`.
        public var options: [String]

        /// Makes an override.
        public init(name: String, options: [String] = []) {
            self.name = name
            self.options = options
        }
    }

    /// `--broker`: replaces the file's addresses, or its replay; of several the next one is tried after each failure.
    public var broker: [String] = []
    /// `--replay`: replaces the file's broker or replay.
    public var replay: String?
    /// `--tape`: the folder.
    public var tape: String?
    /// `--since`: so much of the tape's end is replayed to ``cameras``.
    public var since: String?
    /// `--fail-fast`.
    public var failFast: Bool?
    /// `--speed`, of the replay.
    public var speed: String?
    /// `--cluster`.
    public var cluster: String?
    /// `--freq`.
    public var freq: String?
    /// `--maxrate`.
    public var maxrate: String?
    /// `--loglevel`.
    public var logLevel: String?
    /// `--logfile`.
    public var logFile: String?
    /// `--celery-exact`.
    public var celeryExact: Bool?
    /// `--deterministic`.
    public var deterministic: Bool?
    /// `--clear-after`.
    public var clearAfter: Bool?
    /// `--isolation`: of all cameras, whatever the file says; but those that draw on the terminal stay inline.
    public var isolation: String?
    /// `--camera`: if there are any, just these run.
    public var cameras: [Camera] = []
    /// Whether it is a mistake to name no camera; commands that only read from a source need none.
    public var needsCameras = true

    /// Makes overrides that change nothing.
    public init() {}
}

extension ConfigurationOverrides {
    /// Puts them into what the file says.
    ///
    /// Relative paths count from the working directory.
    func apply(to configuration: inout Configuration, _ reader: inout ConfigurationReader) {
        let folder = reader.folder
        reader.folder = FilePath.currentFolder
        defer { (reader.folder, reader.argument) = (folder, nil) }

        applySource(to: &configuration, &reader)
        set("--cluster", cluster, .text("a name"), &reader) { configuration.cluster = $0 }
        set("--freq", freq, .freq, &reader) { configuration.freq = $0 }
        set("--maxrate", maxrate, .rate, &reader) { configuration.maxrate = $0 }
        set("--loglevel", logLevel, LogConfiguration.level, &reader) { configuration.log.level = $0 }
        set("--logfile", logFile, .path, &reader) { configuration.log.file = $0 }
        if speed != nil, configuration.replay == nil, replay == nil {
            reader.argument = "--speed"
            reader.mistake(.beginning, "there is no replay whose speed it could be", remedy: "add `--replay FILE`")
        }
        set("--speed", speed, .speed, &reader) { configuration.replay?.speed = $0 }
        if let celeryExact { configuration.celeryExact = celeryExact }
        if let deterministic { configuration.deterministic = deterministic }
        if let clearAfter { configuration.clearAfter = clearAfter }
        if let failFast { configuration.broker?.failFast = failFast }
        if !cameras.isEmpty { configuration.cameras = chosen(from: configuration.cameras, &reader) }
        set("--isolation", isolation, CameraConfiguration.isolation, &reader) { Self.isolate($0, &configuration) }
    }

    private static func isolate(_ isolation: CameraConfiguration.Isolation, _ configuration: inout Configuration) {
        configuration.isolation = isolation
        for index in configuration.cameras.indices {
            configuration.cameras[index].isolation = nil
            // It bounds a process that there is not.
            if isolation == .inline { configuration.cameras[index].memory = nil }
        }
    }

    private func applySource(to configuration: inout Configuration, _ reader: inout ConfigurationReader) {
        if !broker.isEmpty, let replay, !replay.isEmpty {
            reader.argument = "--replay"
            reader.mistake(
                .beginning, "a replay cannot be had together with `--broker`", remedy: "leave one of them out")
        }
        if replay != nil { configuration.broker = nil }
        if !broker.isEmpty { configuration.replay = nil }
        applyBroker(to: &configuration, &reader)
        set("--replay", replay, ReplayConfiguration.type, &reader) { configuration.replay = $0 }
        set("--tape", tape, .path, &reader) { path in
            configuration.tape = configuration.tape ?? TapeConfiguration()
            configuration.tape?.path = path
        }
        set("--since", since, .duration(atLeast: 0.001), &reader) { configuration.since = $0 }
        guard since != nil else { return }
        reader.argument = "--since"
        if configuration.tape == nil, tape == nil {
            reader.mistake(.beginning, "there is no tape that could be read", remedy: "add `--tape FOLDER`")
        }
        if !broker.isEmpty || replay != nil {
            reader.mistake(
                .beginning, "it reads the tape and nothing else", remedy: "leave `--broker` and `--replay` out")
        }
        if cameras.isEmpty {
            reader.mistake(.beginning, "nobody is named whose hole it is to fill", remedy: "add `--camera NAME`")
        }
    }

    /// Addresses of the command line take the place of the file's; the rest of the file's `broker:` stays.
    private func applyBroker(to configuration: inout Configuration, _ reader: inout ConfigurationReader) {
        guard !broker.isEmpty else { return }
        reader.argument = "--broker"
        let nodes = broker.map { YAMLNode(.scalar(YAMLScalar(text: $0, isQuoted: false)), span: .beginning) }
        guard let list = BrokerURLList.read(nodes, &reader) else { return }
        var draft = BrokerDraft()
        if let settings = configuration.broker?.settings { draft.settings = settings }
        draft.addresses = list
        BrokerChecks.complete(&draft, nodes[0], &reader)
        configuration.broker = BrokerConfiguration(draft.settings)
    }

    private func set<Value>(
        _ name: String, _ text: String?, _ type: ValueType<Value>, _ reader: inout ConfigurationReader,
        _ assign: (Value) -> Void
    ) {
        guard let text else { return }
        reader.argument = name
        let node = YAMLNode(.scalar(YAMLScalar(text: text, isQuoted: false)), span: .beginning)
        if let value = type.read(node, &reader) { assign(value) }
    }

    private func chosen(
        from known: [CameraConfiguration], _ reader: inout ConfigurationReader
    ) -> [CameraConfiguration] {
        var chosen: [CameraConfiguration] = []
        for camera in cameras {
            var entry = CameraConfiguration()
            if let own = known.first(where: { $0.name == camera.name }) {
                entry = own
            } else {
                set("--camera", camera.name, CameraConfiguration.reference, &reader) { entry.camera = $0 }
                if entry.camera == .id("") { continue }
                entry.name = entry.camera.defaultName
            }
            if chosen.contains(where: { $0.name == entry.name }) {
                reader.argument = "--camera"
                reader.mistake(
                    .beginning, "\(Wording.quoted(camera.name)) is named twice",
                    remedy: "name each camera once; two of a kind need a file with a `name:` for each")
                continue
            }
            entry.optionArguments = camera.options
            chosen.append(entry)
        }
        return chosen
    }
}
