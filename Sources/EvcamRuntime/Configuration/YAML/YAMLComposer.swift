// SPDX-License-Identifier: Apache-2.0

/// Builds the tree from the parser's events, within bounds: an alias costs what it stands for.
struct YAMLComposer {
    enum Event {
        case documentStart, streamEnd, close, other
        case alias(String)
        case scalar(String, isPlain: Bool, anchor: String?, tag: String?)
        case open(isMapping: Bool, anchor: String?, tag: String?)
    }

    /// A collection that is still open.
    private struct Frame {
        let isMapping: Bool
        let anchor: String?
        let start: Int
        /// The count of nodes at its beginning.
        let nodesBefore: Int
        var items: [YAMLNode] = []
        /// The deepest of its items, itself not counted.
        var height = 0
    }

    /// What an anchor stands for, with the nodes in it and their depth; no node: it is still open.
    private struct Anchor {
        var node: YAMLNode?
        var nodes = 0
        var height = 0
    }

    private let source: SourceText
    private var frames: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    private var nodes = 0
    private var documents = 0
    private(set) var root: YAMLNode?
    private(set) var mistakes: [Diagnostic] = []
    private(set) var isFinished = false
    private(set) var isComplete = false

    init(source: SourceText) { self.source = source }

    /// Ends the reading with a mistake; half a tree is no tree.
    mutating func fail(_ mistake: Diagnostic) {
        mistakes.append(mistake)
        root = nil
        isFinished = true
    }

    /// Takes the parser's next event; `from` and `to` are its place in characters.
    mutating func take(_ event: Event, from: Int, to: Int) {
        switch event {
        case .other: break
        case .streamEnd:
            isFinished = true
            isComplete = true
        case .documentStart:
            documents += 1
            if documents > 1 {
                fail(
                    Diagnostic(
                        .span(span(from, to)), "a second document begins here",
                        remedy: "keep one document per file: remove the line `---`"))
            }
        case .alias(let name): expand(name, span(from, to))
        case .scalar(let text, let isPlain, let anchor, let tag):
            let isText = check(tag, isText: true, span(from, to))
            let scalar = YAMLScalar(text: text, isQuoted: !isPlain || isText)
            let node = YAMLNode(.scalar(scalar), span: span(from, to))
            guard count(1, at: node.span) else { return }
            if let anchor { anchors[anchor] = Anchor(node: node, nodes: 1, height: 1) }
            add(node, height: 1)
        case .open(let isMapping, let anchor, let tag):
            _ = check(tag, isText: false, span(from, to))
            guard frames.count < YAMLDocument.maxDepth else { return tooDeep(span(from, to)) }
            frames.append(Frame(isMapping: isMapping, anchor: anchor, start: from, nodesBefore: nodes))
            if let anchor { anchors[anchor] = Anchor() }
            _ = count(1, at: span(from, to))
        case .close: close(to)
        }
    }

    private mutating func close(_ to: Int) {
        guard let frame = frames.popLast() else { return }
        // A block collection ends where the next token begins; its last item's end is nearer to what people see.
        var span = span(frame.start, to)
        if let last = frame.items.last?.span.end, last.line < span.end.line { span.end = last }
        let content: YAMLNode.Content = frame.isMapping ? .mapping(pairs(frame.items)) : .sequence(frame.items)
        let node = YAMLNode(content, span: span)
        if let anchor = frame.anchor {
            anchors[anchor] = Anchor(node: node, nodes: nodes - frame.nodesBefore, height: frame.height + 1)
        }
        add(node, height: frame.height + 1)
    }

    private mutating func expand(_ name: String, _ span: SourceSpan) {
        guard let anchor = anchors[name] else {
            return fail(
                Diagnostic(
                    .span(span), "there is no anchor \(Wording.quoted("&" + name)) above this alias",
                    remedy: Wording.suggestion(for: name, among: anchors.keys.sorted(), otherwise: "the anchors are")))
        }
        guard let node = anchor.node else {
            return fail(
                Diagnostic(
                    .span(span), "\(Wording.quoted("*" + name)) stands inside what it stands for",
                    remedy: "write out what you mean"))
        }
        guard count(anchor.nodes, at: span) else { return }
        guard frames.count + anchor.height <= YAMLDocument.maxDepth else { return tooDeep(span) }
        add(node, height: anchor.height)
    }

    private mutating func add(_ node: YAMLNode, height: Int) {
        guard !isFinished else { return }
        guard let last = frames.indices.last else {
            root = node
            return
        }
        frames[last].items.append(node)
        frames[last].height = max(frames[last].height, height)
    }

    private mutating func count(_ more: Int, at span: SourceSpan) -> Bool {
        nodes += more
        guard nodes > YAMLDocument.maxNodes else { return true }
        fail(
            Diagnostic(
                .span(span), "the file holds more than \(YAMLDocument.maxNodes) values, aliases written out",
                remedy: "use fewer aliases of aliases"))
        return false
    }

    private mutating func tooDeep(_ span: SourceSpan) {
        fail(Diagnostic(.span(span), "this is nested more than \(YAMLDocument.maxDepth) deep"))
    }

    /// Whether a tag makes the scalar text; any other tag is a mistake, as nothing here reads it.
    private mutating func check(_ tag: String?, isText: Bool, _ span: SourceSpan) -> Bool {
        guard let tag else { return false }
        if isText, tag == "!" || tag == "tag:yaml.org,2002:str" { return true }
        let standard = ["map", "seq", "int", "float", "bool", "null"].map { "tag:yaml.org,2002:\($0)" }
        if !standard.contains(tag) {
            mistakes.append(
                Diagnostic(.span(span), "the tag \(Wording.quoted(tag)) means nothing here", remedy: "remove it"))
        }
        return false
    }

    /// Keys and values of a mapping in turn, with what `<<` brings in behind them: the mapping's own keys win.
    private mutating func pairs(_ items: [YAMLNode]) -> [YAMLPair] {
        var pairs: [YAMLPair] = []
        var merged: [YAMLPair] = []
        var lines: [String: Int] = [:]
        for index in stride(from: 0, to: items.count - 1, by: 2) {
            let (key, value) = (items[index], items[index + 1])
            guard case .scalar(let scalar) = key.content else {
                mistakes.append(
                    Diagnostic(.span(key.span), "a key must be text, not \(key.kindName)", remedy: nil))
                continue
            }
            if let line = lines[scalar.text] {
                mistakes.append(
                    Diagnostic(
                        .span(key.span), "the key \(Wording.quoted(scalar.text)) was given already, in line \(line)",
                        remedy: "remove one of the two"))
                continue
            }
            lines[scalar.text] = key.span.start.line
            if scalar.text == "<<", !scalar.isQuoted {
                merged += merge(value)
            } else {
                pairs.append(YAMLPair(key: scalar.text, keySpan: key.span, value: value))
            }
        }
        var known = Set(lines.keys)
        for pair in merged where known.insert(pair.key).inserted { pairs.append(pair) }
        return pairs
    }

    private mutating func merge(_ value: YAMLNode) -> [YAMLPair] {
        switch value.content {
        case .mapping(let pairs): return pairs
        case .sequence(let items): return items.flatMap { merge($0) }
        case .scalar:
            mistakes.append(
                Diagnostic(
                    .span(value.span), "`<<` takes a map or a list of maps, not \(value.kindName)",
                    remedy: "give it an alias, such as `<<: *defaults`"))
            return []
        }
    }

    private func span(_ from: Int, _ to: Int) -> SourceSpan {
        SourceSpan(start: source.position(scalar: from), end: source.position(scalar: to))
    }
}
