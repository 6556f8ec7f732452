// SPDX-License-Identifier: Apache-2.0
import Logging

// The one description of the keys: parsing, the JSON Schema and the documentation all come from here.

extension Configuration {
    /// The whole file.
    static var type: ValueType<Configuration> {
        .map("the configuration", Configuration(), keys, allowsExtensions: true, finish: check)
    }

    static var keys: [Key<Configuration>] {
        [
            Key(
                optional: "broker", \.broker, BrokerConfiguration.type,
                "The broker: its URL, a list of URLs for failover, or a map. Exactly one of `broker` and `replay` is wanted."
            ),
            Key(
                optional: "replay", \.replay, ReplayConfiguration.type,
                "A recording instead of a broker: a file (`-`: standard input), or a map with its speed."),
            Key(
                "cluster", \.cluster, .text("a name"), default: "celery", "The cluster's name, handed to every camera."),
            Key(optional: "tape", \.tape, TapeConfiguration.type, "Where messages are written before they count."),
            Key(
                "enable_events", \.enableEvents, .bool, default: "false",
                "Whether workers are asked to send task events, as by `celery control enable_events`; they go on with it when evcam ends."
            ),
            Key("freq", \.freq, .freq, default: "1s", "The time from one shutter to the next."),
            Key(optional: "maxrate", \.maxrate, .rate, "At most this many shutters, such as `10/s`, `2/m` or `1/h`."),
            Key(
                "cleanup_freq", \.cleanupFreq, .duration(atLeast: 0.001), default: "1h",
                "The time from one cleanup to the next."),
            Key("clear_after", \.clearAfter, .bool, default: "false", "Whether each shutter clears the state."),
            Key(
                "celery_exact", \.celeryExact, .bool, default: "false",
                "Whether the state is Celery's bit by bit, its plain errors too."),
            Key(
                "deterministic", \.deterministic, .bool, default: "false",
                "Whether recordings leave out what differs from run to run (epoch, timings)."),
            Key("limits", \.limits, LimitsConfiguration.type, "What bounds the memory."),
            Key(
                "status_interval", \.statusInterval, .duration(atLeast: 1), default: "1m",
                "The time from one status line in the log to the next."),
            Key(
                optional: "isolation", \.isolation, CameraConfiguration.isolation,
                "How cameras are hosted that do not say so themselves and do not draw on the terminal; unset: `\(CameraConfiguration.Isolation.usual)`."
            ),
            Key(
                "deadline", \.deadline, .duration(atLeast: 0.001), default: "10s",
                "How long a camera may take for one call before it is warned of and asked to give up."),
            Key(
                "close_deadline", \.closeDeadline, .duration(atLeast: 0.001), default: "30s",
                "How long the cameras have at the end for the last picture; evcam leaves without one that takes longer."
            ),
            Key("log", \.log, LogConfiguration.type, "What is logged, and where to."),
            Key(
                "camera_path", \.cameraPath, .list(of: .path, "a list of folders"), default: "[]",
                "Further folders in which cameras are looked for."),
            Key(
                "cameras", \.cameras,
                .list(of: CameraConfiguration.type, "a list of cameras", atMost: Configuration.maxCameras),
                isRequired: false, "The cameras; at least one."),
        ]
    }

    private static func check(_ value: inout Configuration, _ node: YAMLNode, _ reader: inout ConfigurationReader) {
        for camera in value.cameras where (camera.isolation ?? value.isolation ?? .usual) == .inline {
            guard let span = camera.memorySpan else { continue }
            reader.mistake(
                span, "`memory` bounds a process of the camera's own, and this camera has none",
                remedy: "write `isolation: process` beside it, or remove `memory`")
        }
        var lines: [String: Int] = [:]
        for camera in value.cameras where !camera.name.isEmpty {
            guard let span = camera.nameSpan else { continue }
            if let line = lines[camera.name] {
                reader.mistake(
                    span, "the name \(Wording.quoted(camera.name)) is taken by the camera in line \(line)",
                    remedy: "give each its own name, such as `name: \(camera.name)-2`")
            } else {
                lines[camera.name] = span.start.line
            }
        }
    }
}

extension ReplayConfiguration {
    static var type: ValueType<ReplayConfiguration> {
        let file = source.map { path, _, _ in
            var replay = ReplayConfiguration()
            replay.file = path
            return replay
        }
        return .either(
            file,
            orElse: .map(
                "a replay", ReplayConfiguration(),
                [
                    Key("file", \.file, source, isRequired: true, "The recording, plain or gzip; `-`: standard input."),
                    Key(
                        "speed", \.speed, .speed, default: "1x",
                        "How fast: `max`, `10x`, `1x` (as recorded), or a number."),
                ]))
    }

    private static var source: ValueType<String> {
        let path = ValueType<String>.path
        return ValueType(path.description) { node, reader in
            if case .scalar(let scalar) = node.content, scalar.text == "-" { return "-" }
            return path.read(node, &reader)
        }
    }
}

extension LimitsConfiguration {
    private static let counts: ClosedRange<Int64> = 1...100_000_000

    static var type: ValueType<LimitsConfiguration> {
        .map(
            "limits", LimitsConfiguration(),
            [
                Key("max_tasks", \.maxTasks, .integer(counts), default: "10000", "Tasks in the state."),
                Key("max_workers", \.maxWorkers, .integer(counts), default: "5000", "Workers in the state."),
                Key(
                    "max_counters", \.maxCounters, .integer(counts), default: "100000",
                    "Combinations of event type, task name and host that are counted one by one."),
                Key(
                    "max_pending", \.maxPending, .size(0...1e15), default: "256MB",
                    "Bytes of tasks that left the state and are kept for a slow camera."),
                Key(optional: "max_bytes", \.maxBytes, .size(1e6...1e15), "Bytes of the whole state; unset: no cap."),
                Key(
                    "max_message", \.maxMessage, .size(1000...1e9), default: "8MB",
                    "Bytes of one message; a bigger one is counted and passed over."),
                Key(
                    optional: "max_backlog", \.maxBacklog, .size(1e6...1e15),
                    "Bytes that came from the broker and wait to be decoded; no more is taken off it until there is "
                        + "room. Unset: a quarter of the memory there is, up to 1GB."),
            ]
        ) { limits, node, reader in
            guard let backlog = limits.maxBacklog, backlog < limits.maxMessage else { return }
            reader.mistake(
                (node["max_backlog"] ?? node["max_message"] ?? node).span,
                "a message of `max_message` would not fit into `max_backlog`",
                remedy: "write \(SizeText.text(bytes: limits.maxMessage)) or more for `max_backlog`")
        }
    }
}

extension LogConfiguration {
    static var type: ValueType<LogConfiguration> {
        .map(
            "a log", LogConfiguration(),
            [
                Key("level", \.level, level, default: "info", "The least level that is logged."),
                Key(optional: "file", \.file, .path, "The file; unset: standard error."),
            ])
    }

    /// Celery's levels and swift-log's.
    static var level: ValueType<Logger.Level> {
        .choice(
            ["trace", "debug", "info", "notice", "warning", "error", "critical", "fatal"], ignoringCase: true
        ) { Logger.Level(rawValue: $0 == "fatal" ? "critical" : $0) }
    }
}

extension ValueType where Value == Duration {
    /// The shutter's period.
    ///
    /// Celery takes 0, never fires and spins.
    static var freq: Self {
        let plain = ValueType<Int64>.nanoseconds(0...Double.infinity)
        return plain.map { value, node, reader in
            guard value > 0 else {
                reader.mistake(
                    node.span, "with a freq of 0 there is never a shutter",
                    remedy: "write the time from one shutter to the next, such as `1s`")
                return nil
            }
            return reader.check(
                Double(value) / 1e9, 0.001...Double.infinity, DurationText.text(nanoseconds: value), node.span
            ) {
                DurationText.text(nanoseconds: Int64($0 * 1e9))
            } ? .nanoseconds(value) : nil
        }
    }
}
