// SPDX-License-Identifier: Apache-2.0
import EvcamRuntime
import Phrases

/// What a configuration would run, for people.
enum Plan {
    static func text(_ configuration: Configuration, _ cameras: [LoadedCamera]) -> String {
        var lines = ["\(source(configuration)), cluster \(configuration.cluster)"]
        if let tape = configuration.tape, configuration.since == nil { lines.append("a tape in \(tape.path)") }
        if configuration.enableEvents, configuration.broker != nil {
            lines.append("workers are asked to send task events")
        }
        var shutters = "a shutter every \(seconds(configuration.freq))"
        if let maxrate = configuration.maxrate { shutters += ", at most \(maxrate)" }
        lines.append("\(shutters), a cleanup every \(seconds(configuration.cleanupFreq))")
        let width = cameras.map(\.name.count).max() ?? 0
        for camera in cameras {
            let description = camera.library.description
            let name = camera.name + String(repeating: " ", count: width - camera.name.count)
            var line = "  \(name)  \(description.id) \(description.version)  \(camera.library.file.path)"
            line += "\n  \(String(repeating: " ", count: width))  \(host(of: camera))"
            let secrets = Set(description.options.filter { $0.kind == .secret }.map(\.name))
            for option in camera.writtenOptions.sorted() where !secrets.contains(option) {
                if let value = camera.options[option] {
                    line += "\n  \(String(repeating: " ", count: width))  \(option): \(text(value))"
                }
            }
            lines.append(line)
        }
        lines.append("The configuration is fine.")
        return lines.joined(separator: "\n")
    }

    private static func host(of camera: LoadedCamera) -> String {
        guard case .process(let isolation) = camera.isolation else { return "inline, on a thread of evcam" }
        let bound = isolation.memory.map { ", with at most \(Phrase.count($0, "byte")) of memory" } ?? ""
        return "in a process of its own\(bound)"
    }

    private static func source(_ configuration: Configuration) -> String {
        if let replay = configuration.replay { return "replay of \(replay.file) at \(replay.speed)" }
        if let since = configuration.since { return "the tape's last \(seconds(since))" }
        guard let broker = configuration.broker else { return "events of a broker" }
        let queue =
            broker.settings.rabbitMQ.queue == .durable ? " by the queue \(broker.settings.rabbitMQ.queueName)" : ""
        return "events of \(broker.urls.joined(separator: ", or "))\(queue)"
    }

    private static func seconds(_ duration: Duration) -> String {
        let seconds = duration / .seconds(1)
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }

    private static func text(_ value: OptionValue) -> String {
        switch value {
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .float(let value): "\(value)"
        case .text(let value): value
        case .duration(let value): seconds(.nanoseconds(value))
        case .bytes(let value): Phrase.count(value, "byte")
        case .list(let value): value.joined(separator: ", ")
        }
    }
}
