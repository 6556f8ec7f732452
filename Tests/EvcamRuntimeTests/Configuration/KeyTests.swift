// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Foundation
import Testing

@testable import EvcamRuntime

/// What holds for each key of the one description.
@Suite struct KeyTests {
    /// A key with the way to it.
    private struct Entry {
        let path: [String]
        let key: KeyDescription
    }

    private var entries: [Entry] {
        func walk(_ keys: [KeyDescription], _ path: [String]) -> [Entry] {
            keys.flatMap { [Entry(path: path + [$0.name], key: $0)] + walk($0.value.keys, path + [$0.name]) }
        }
        return walk(Configuration.keys.map(\.description), [])
    }

    private var folder: URL {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder
    }

    /// A value that each key takes, where it has no default.
    private func sample(_ entry: Entry) -> String? {
        switch entry.path.joined(separator: ".") {
        case "broker", "broker.url": "redis://h"
        case "broker.max_retries": "3"
        case "broker.tls.ca", "broker.tls.certificate", "broker.tls.key", "broker.tls.server_name": "a-b"
        case "broker.master_name", "broker.sentinel_kwargs.username", "broker.sentinel_kwargs.password": "a-b"
        case "replay": "x"
        case "cameras": nil
        case "replay.file", "tape.path", "log.file", "cameras.name": "a-b"
        case "maxrate", "cameras.maxrate": "1/m"
        case "limits.max_bytes", "limits.max_backlog": "1GB"
        case "cameras.camera": "console"
        case "cameras.deadline": "1s"
        case "isolation", "cameras.isolation": "process"
        case "cameras.memory": "512MB"
        case "cameras.options": "{}"
        case let path where path.hasPrefix("cameras.truncate."): "5"
        default: entry.key.defaultText ?? (entry.key.value.keys.isEmpty ? nil : "{}")
        }
    }

    /// What else has to stand beside a key for it to mean something.
    private func context(_ entry: Entry) -> String {
        switch entry.path.joined(separator: ".") {
        case "replay.speed": "file: x"
        case "tape.keep", "tape.sync": "path: x"
        case "broker.url": ""
        case "broker.queue", "broker.queue_prefix", "broker.max_length_bytes": "url: amqp://h"
        case "broker.queue_name", "broker.expires", "broker.single_active_consumer", "broker.prefetch":
            "url: amqp://h, queue: durable"
        case let path where path.hasPrefix("broker.tls"): "url: amqps://h"
        case "broker.master_name": "url: sentinel://h"
        case let path where path.hasPrefix("broker.sentinel_kwargs"): "url: sentinel://h, master_name: m"
        case let path where path.hasPrefix("broker."): "url: redis://h"
        case "cameras.camera": ""
        case "cameras.memory": "camera: console, isolation: process"
        case let path where path.hasPrefix("cameras."): "camera: console"
        default: ""
        }
    }

    /// A file with just this key beside what must be there; without a value, the same without the key.
    private func text(_ entry: Entry, _ value: String?) -> String {
        var inner = value.map { "\(entry.path.last ?? ""): \($0)" } ?? ""
        if entry.path == ["broker", "tls", "key"] { inner = "certificate: c, " + inner }
        if entry.path == ["tape"] { inner = "tape: {path: x}" }
        for (depth, name) in entry.path.dropLast().enumerated().reversed() {
            let context = depth == 0 ? context(entry) : ""
            let members = [context, inner].filter { !$0.isEmpty }.joined(separator: ", ")
            inner = name == "cameras" ? "cameras: [{\(members)}]" : "\(name): {\(members)}"
        }
        let isSource = entry.path.first == "replay" || entry.path.first == "broker"
        if !isSource { inner = "replay: x\n" + inner }
        return inner + (entry.path.first == "cameras" ? "\n" : "\ncameras: [{camera: console}]\n")
    }

    @Test func `every key is read, and its default is what a configuration has without it`() throws {
        for entry in entries where entry.path != ["cameras"] {
            let value = try #require(sample(entry), "no sample for \(entry.path)")
            let text = text(entry, value)
            #expect(report(text) == "", "\(text)")
            guard entry.key.defaultText != nil, entry.path.first != "cameras" else { continue }
            var with = try configuration(text)
            let without = try configuration(self.text(entry, nil))
            // Where they stand is no difference.
            with.cameras = without.cameras
            #expect(with == without, "\(entry.path)")
        }
    }

    @Test func `every key of a camera has the default that it says`() throws {
        let plain = try configuration("replay: x\ncameras: [{camera: console}]\n").cameras
        for entry in entries where entry.path.first == "cameras" && entry.key.defaultText != nil {
            let value: String = try #require(sample(entry))
            var cameras = try configuration(text(entry, value)).cameras
            cameras[0].place = plain[0].place
            cameras[0].nameSpan = plain[0].nameSpan
            #expect(cameras == plain, "\(entry.path)")
        }
    }

    @Test func `every key is in the schema, with a description, and no other is let in`() throws {
        let data = Data(ConfigurationSchema.json().utf8)
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] as? Bool == false)
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        #expect(Set(properties.keys) == Set(Configuration.keys.map(\.description.name)))
        #expect(properties.values.allSatisfy { $0["description"] is String })
        let cameras = try #require(properties["cameras"]?["items"] as? [String: Any])
        let inner = try #require(cameras["properties"] as? [String: Any])
        #expect(Set(inner.keys) == Set(CameraConfiguration.keys.map(\.description.name)))
        #expect(properties["freq"]?["default"] as? String == "1s")
        #expect(ConfigurationSchema.json().contains(#""const": "never""#))
        #expect(properties["clear_after"]?["default"] as? Bool == false)
    }

    @Test func `found cameras' options are in the schema`() throws {
        let text = ConfigurationSchema.json(cameras: [
            "jsonl": [.init(name: "path", kind: .path, summary: "The \"file\".", isRequired: true)],
            "console": [],
        ])
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(schema["allOf"] is [Any])
        #expect(text.contains("\"const\": \"jsonl\"") && text.contains("The \\\"file\\\"."))
    }

    @Test func `patterns of the schema let the same through as the reader`() throws {
        for (pattern, good, bad) in [
            (DurationText.pattern, ["500ms", "1s", "0.5", "30d"], ["1sec", "", "x"]),
            (SizeText.pattern, ["4096", "64KB", "1.5GiB"], ["1mb", "", "KB"]),
        ] {
            let expression = try NSRegularExpression(pattern: pattern)
            func fits(_ text: String) -> Bool {
                expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
            }
            #expect(good.allSatisfy(fits) && !bad.contains(where: fits))
        }
    }

    @Test func `the documentation has a line for every key`() throws {
        let text = try String(contentsOf: folder.appendingPathComponent("docs/configuration.md"), encoding: .utf8)
        for entry in entries {
            let row = Self.row(entry.path, entry.key)
            #expect(text.contains(row), "docs/configuration.md misses: \(row)")
        }
    }

    private static func row(_ path: [String], _ key: KeyDescription) -> String {
        let name = path.joined(separator: ".").replacing("cameras.", with: "cameras[].")
        let value = key.isRequired ? "required" : key.defaultText.map { "`\($0)`" } ?? "–"
        return "| `\(name)` | \(key.value.name) | \(value) | \(key.summary) |"
    }
}
