// SPDX-License-Identifier: Apache-2.0
import CameraHost

extension CameraConfiguration {
    static var type: ValueType<CameraConfiguration> {
        .map("a camera", CameraConfiguration(), keys) { camera, node, _ in
            camera.place = node["camera"]?.span
            camera.memorySpan = node["memory"]?.span
            camera.nameSpan = node["name"]?.span ?? camera.place
            // A name that was no good is not replaced: the mistake is known, and a second one would mislead.
            if camera.name.isEmpty, node["name"] == nil { camera.name = camera.camera.defaultName }
        }
    }

    static var keys: [Key<CameraConfiguration>] {
        [
            Key("name", \.name, name, "Its name, unique; by default the camera's id."),
            Key("camera", \.camera, reference, isRequired: true, "Which camera: its id, or the path of its library."),
            Key(optional: "maxrate", \.maxrate, .rate, "At most this many shutters reach this camera."),
            Key(
                optional: "isolation", \.isolation, isolation,
                "How it is hosted: `inline`, a thread of this program, or `process`, a process of its own; unset: as the top level says, but inline if it draws on the terminal."
            ),
            Key(
                optional: "memory", \.memory, .size(32e6...1e15),
                "Bytes that its process may allocate, with `isolation: process`; unset: no bound."),
            Key("tasks", \.tasks, TaskFilterConfiguration.type, "Which tasks it sees; all, if nothing is said."),
            Key("redact", \.redact, redact, default: "[]", "Texts that it does not get to see."),
            Key(
                "truncate", \.truncate, truncate, default: "{}",
                "How many characters of a text it sees: a number for all, or a map from texts to numbers."),
            Key(
                optional: "deadline", \.deadline, .duration(atLeast: 0.001),
                "How long it may take for one call before it is warned of and asked to give up; unset: as the top level says."
            ),
            Key(optional: "options", \.options, options, "The camera's own options; `evcam cameras NAME` lists them."),
        ]
    }

    private static var name: ValueType<String> {
        let pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
        return .text("a name", pattern: pattern).map { name, node, reader in
            let isPlain = name.utf8.allSatisfy {
                $0 < 0x80
                    && (Character(Unicode.Scalar($0)).isLetter || (48...57).contains($0) || "._-".utf8.contains($0))
            }
            if isPlain, name.utf8.count <= 64, name.first.map({ $0.isLetter || $0.isNumber }) == true { return name }
            reader.mistake(
                node.span, "\(Wording.quoted(name)) is no name for a camera",
                remedy: "use up to 64 letters, digits, `-`, `_` and `.`, and begin with a letter or digit")
            return nil
        }
    }

    /// An id, or a path; a path has a slash in it.
    static var reference: ValueType<Reference> {
        let path = ValueType<String>.path
        return ValueType<String>.text("a camera's id or path").map { text, node, reader in
            if text.contains("/") || text.hasPrefix("~") { return path.read(node, &reader).map { .file($0) } }
            if text.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }) {
                return .id(text)
            }
            let lower = text.lowercased().replacing("_", with: "-")
            reader.mistake(
                node.span, "\(Wording.quoted(text)) is no camera's id",
                remedy: text.hasSuffix(".so")
                    ? "write \(Wording.quoted("./" + text)) for a file"
                    : "ids have small letters, digits and `-`: \(Wording.quoted(lower))")
            return nil
        }
    }

    static var isolation: ValueType<Isolation> {
        .choice(Isolation.allCases.map(\.rawValue)) { Isolation(rawValue: $0) }
    }

    private static var text: ValueType<Text> {
        .choice(Text.allCases.map(\.rawValue)) { Text(rawValue: $0) }
    }

    private static var redact: ValueType<Set<Text>> {
        ValueType<[Text]>.list(of: text, "a list of texts").map { texts, _, _ in Set(texts) }
    }

    private static var truncate: ValueType<[Text: Int]> {
        let length = ValueType<Int64>.integer(1...1_000_000_000)
        let all = length.map { value, _, _ in
            Dictionary(uniqueKeysWithValues: Text.allCases.map { ($0, Int(value)) })
        }
        // One key path cannot say "the entry of this text" without a default, so each key is made by hand.
        let keys = Text.allCases.map { text in
            Key<[Text: Int]>(
                optional: text.rawValue, \.[text], length.map { value, _, _ in Int(value) },
                "Characters of \(text.rawValue).")
        }
        return .either(all, orElse: .map("truncate", [:], keys))
    }

    /// Kept as they are: what they mean is only known once the camera is loaded.
    private static var options: ValueType<YAMLNode> {
        ValueType(ValueDescription(name: "a map of options", schema: .object(["type": "object"]))) { node, reader in
            if case .mapping = node.content { return node }
            reader.mistake(
                node.span, "a map of options is wanted here, not \(node.kindName)",
                remedy: "write each option as `key: value`")
            return nil
        }
    }
}

extension CameraConfiguration.Reference {
    /// The name of a camera that was given none: its id, also where it is named by its file.
    var defaultName: String {
        switch self {
        case .id(let id): return id
        case .file(let path):
            var name = path.split(separator: "/").last ?? ""
            if name.hasSuffix(".so") { name = name.dropLast(3) }
            if name.hasPrefix("libevcam-camera-") { name = name.dropFirst(16) }
            return String(name)
        }
    }
}

extension TaskFilterConfiguration {
    static var type: ValueType<TaskFilterConfiguration> {
        .map(
            "a task filter", TaskFilterConfiguration(),
            [
                Key(
                    "include", \.include, .list(of: .glob("task names"), "a list of patterns"), default: "[]",
                    "Patterns (`*`, `?`, `[...]`) of task names that it sees; empty: all."),
                Key(
                    "exclude", \.exclude, .list(of: .glob("task names"), "a list of patterns"), default: "[]",
                    "Patterns of task names that it does not see."),
                Key(
                    "states", \.states, .list(of: state, "a list of states"), default: "[]",
                    "States that it sees; empty: all."),
                Key(
                    "workers", \.workers, .list(of: .glob("node names"), "a list of patterns"), default: "[]",
                    "Patterns of node names of workers whose tasks it sees; empty: all."),
            ])
    }

    /// Any state may come (custom ones too), but `failure` is no doubt Celery's FAILURE.
    private static var state: ValueType<Glob> {
        let known = ["PENDING", "RECEIVED", "STARTED", "SUCCESS", "FAILURE", "REVOKED", "REJECTED", "RETRY"]
        return ValueType<Glob>.glob("states").map { glob, node, reader in
            let state = glob.description
            if known.contains(state) || !known.contains(state.uppercased()) { return glob }
            reader.mistake(
                node.span, "\(Wording.quoted(state)) is no state of Celery's",
                remedy: "did you mean `\(state.uppercased())`?")
            return nil
        }
    }
}
