// SPDX-License-Identifier: Apache-2.0
internal import CYAML

/// Reads one YAML document with libyaml, as PyYAML's `safe_load` does: the standard tags only, nothing else made.
struct YAMLReader {
    /// A collection that has begun.
    private struct Frame {
        var node: Int32
        var kind: YAMLTree.Node.Kind
        /// Where its children begin in ``pending``.
        var firstChild: Int
    }

    /// Deeper than any event; PyYAML gives up at Python's recursion limit.
    static let depthLimit = 512
    /// Values and aliases of one document.
    static let nodeLimit = 1 << 18

    /// libyaml compares each directive with all before it: half a million of them would take minutes.
    static let directiveLimit = 100

    private(set) var tree: YAMLTree
    private var frames: [Frame] = []
    private var pending: [Int32] = []
    private var anchors: [String: Int32] = [:]
    private var documents = 0

    /// - Parameter texts: takes the scalars.
    init(texts: BoundedBuffer) {
        tree = YAMLTree(texts: texts)
    }

    /// Reads the body into ``tree``.
    mutating func read(_ body: UnsafeRawBufferPointer) throws(EventDecodingError) {
        tree.removeAll()
        frames.removeAll()
        pending.removeAll()
        anchors.removeAll()
        documents = 0
        guard let bytes = body.baseAddress, !body.isEmpty else { throw .undecodable("it is empty", as: .yaml) }
        guard Self.directives(in: body) <= Self.directiveLimit else {
            throw .undecodable("it has more than \(Self.directiveLimit) directives", as: .yaml)
        }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) != 0 else { throw .undecodable("there is no memory left", as: .yaml) }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_input_string(parser, bytes.assumingMemoryBound(to: UInt8.self), body.count)
        var isAtEnd = false
        while !isAtEnd {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) != 0 else { throw Self.problem(parser.pointee) }
            defer { yaml_event_delete(&event) }
            isAtEnd = event.type == YAML_STREAM_END_EVENT
            try take(event)
        }
        guard tree.root != nil else { throw .undecodable("it is empty", as: .yaml) }
    }

    /// Forgets the document but for memory of a usual size.
    mutating func release() { tree.removeAll() }

    /// At least as many as there are: a `%` behind a line's end, in any encoding and with any line end of YAML's.
    private static func directives(in body: UnsafeRawBufferPointer) -> Int {
        var count = 0
        var isLineStart = true
        for byte in body {
            if byte == UInt8(ascii: "%"), isLineStart { count += 1 }
            switch byte {
            case 0x0a, 0x0d, 0x00, 0x85, 0xa8, 0xa9, 0xbf: isLineStart = true
            default: isLineStart = false
            }
        }
        return count
    }

    private mutating func take(_ event: yaml_event_t) throws(EventDecodingError) {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            documents += 1
            guard documents == 1 else { throw Self.refuse("it has a second document", event) }
        case YAML_ALIAS_EVENT: try alias(event)
        case YAML_SCALAR_EVENT: try scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            try open(.sequence, YAMLTag(start.tag), anchor: start.anchor, event)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            try open(.mapping, YAMLTag(start.tag), anchor: start.anchor, event)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: close()
        default: break
        }
    }

    private mutating func scalar(_ event: yaml_event_t) throws(EventDecodingError) {
        let scalar = event.data.scalar
        let value = UnsafeRawBufferPointer(start: scalar.value, count: scalar.length)
        let tag = YAMLTag(scalar.tag)
        let start = tree.texts.count
        let isPlain = scalar.plain_implicit != 0
        guard try YAMLScalar.append(value, tag: tag, isPlain: isPlain, to: tree.texts) else {
            throw Self.refuse(tag, event)
        }
        let isMerge = YAMLScalar.isMerge(value, tag: tag, isPlain: isPlain)
        let node = YAMLTree.Node(kind: isMerge ? .merge : .scalar, start: start, count: tree.texts.count - start)
        try add(node, anchor: scalar.anchor, event)
    }

    private mutating func open(
        _ kind: YAMLTree.Node.Kind, _ tag: YAMLTag, anchor: UnsafePointer<UInt8>?, _ event: yaml_event_t
    ) throws(EventDecodingError) {
        guard tag.isOfCollections(isMapping: kind == .mapping) else { throw Self.refuse(tag, event) }
        guard frames.count < Self.depthLimit else {
            throw Self.refuse("it is nested more than \(Self.depthLimit) deep", event)
        }
        try add(YAMLTree.Node(kind: .open), anchor: anchor, event)
        frames.append(Frame(node: Int32(tree.nodes.count - 1), kind: kind, firstChild: pending.count))
    }

    private mutating func close() {
        guard let frame = frames.popLast() else { return }
        let own = pending[frame.firstChild...]
        tree.nodes[Int(frame.node)] = YAMLTree.Node(kind: frame.kind, start: tree.children.count, count: own.count)
        tree.children += own
        pending.removeSubrange(frame.firstChild...)
    }

    private mutating func alias(_ event: yaml_event_t) throws(EventDecodingError) {
        let name = Self.text(event.data.alias.anchor)
        guard let node = anchors[name] else { throw Self.refuse("there is no anchor for the alias *\(name)", event) }
        guard tree[node].kind != .open else {
            throw Self.refuse("the alias *\(name) stands inside what it stands for", event)
        }
        try mention(node, event)
    }

    private mutating func add(
        _ node: YAMLTree.Node, anchor: UnsafePointer<UInt8>?, _ event: yaml_event_t
    ) throws(EventDecodingError) {
        let number = Int32(tree.nodes.count)
        tree.nodes.append(node)
        if let anchor { anchors[Self.text(anchor)] = number }
        try mention(number, event)
    }

    private mutating func mention(_ node: Int32, _ event: yaml_event_t) throws(EventDecodingError) {
        guard tree.nodes.count + tree.children.count + pending.count < 2 * Self.nodeLimit else {
            throw Self.refuse("it has more than \(Self.nodeLimit) values", event)
        }
        if frames.isEmpty { tree.root = node } else { pending.append(node) }
    }

    /// An anchor's name; libyaml lets letters, digits, `-` and `_` through, of any number.
    private static func text(_ name: UnsafePointer<UInt8>?) -> String {
        name.map { String(cString: $0) } ?? ""
    }

    private static func refuse(_ reason: String, _ event: yaml_event_t) -> EventDecodingError {
        .undecodable("\(reason) (line \(event.start_mark.line + 1))", as: .yaml)
    }

    private static func refuse(_ tag: YAMLTag, _ event: yaml_event_t) -> EventDecodingError {
        refuse("the tag \(tag.text) is not taken here; only plain YAML is", event)
    }

    private static func problem(_ parser: yaml_parser_t) -> EventDecodingError {
        let reason = parser.problem.map { String(cString: $0) } ?? "there is no memory left"
        return .undecodable("\(reason) (line \(parser.problem_mark.line + 1))", as: .yaml)
    }
}
