// SPDX-License-Identifier: Apache-2.0
private import CYAML

/// A YAML file as a tree of our own; the only place that knows libyaml.
struct YAMLDocument {
    /// The tree; nil where the file is empty or broken.
    private(set) var root: YAMLNode?
    /// Whether the file was read to its end; what is missing in a broken one is not worth a complaint.
    private(set) var isComplete = false

    /// Deeper nesting is refused.
    static let maxDepth = 64
    /// More nodes, with each alias counted as a copy of what it stands for, are refused.
    static let maxNodes = 50_000

    /// Reads the report's text.
    ///
    /// Mistakes go to the report; duplicate keys do not end the reading, broken YAML does.
    init(_ report: inout DiagnosticReport) {
        guard !report.source.bytes.isEmpty else {
            isComplete = true
            return
        }
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else {
            report.add(.file, "there is no memory to read it")
            return
        }
        defer { yaml_parser_delete(&parser) }
        let source = report.source
        source.bytes.withUnsafeBufferPointer { bytes in
            yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            var composer = YAMLComposer(source: source)
            while !composer.isFinished {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else {
                    composer.fail(Self.problem(of: parser, in: source))
                    break
                }
                composer.take(Self.event(event), from: event.start_mark.index, to: event.end_mark.index)
                yaml_event_delete(&event)
            }
            for mistake in composer.mistakes { report.add(mistake.place, mistake.message, remedy: mistake.remedy) }
            root = composer.root
            isComplete = composer.isComplete
        }
    }

    private static func event(_ event: yaml_event_t) -> YAMLComposer.Event {
        func text(_ bytes: UnsafePointer<UInt8>?) -> String? { bytes.map { String(cString: $0) } }
        switch event.type {
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                String(decoding: value, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                anchor: text(scalar.anchor), tag: text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .open(isMapping: false, anchor: text(start.anchor), tag: text(start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .open(isMapping: true, anchor: text(start.anchor), tag: text(start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .close
        default: return .other
        }
    }

    private static func problem(of parser: yaml_parser_t, in source: SourceText) -> Diagnostic {
        let problem = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
        if parser.error == YAML_READER_ERROR {
            return YAMLProblem.unreadable(problem, at: source.position(byte: parser.problem_offset))
        }
        let context = parser.context.map {
            YAMLProblem.Context(
                text: String(cString: $0), place: source.position(scalar: parser.context_mark.index))
        }
        return YAMLProblem.broken(
            problem, at: source.position(scalar: parser.problem_mark.index),
            character: source.scalar(at: parser.problem_mark.index),
            before: source.scalar(at: parser.problem_mark.index - 1), context: context)
    }
}
