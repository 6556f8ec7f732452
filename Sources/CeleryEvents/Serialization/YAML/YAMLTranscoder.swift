// SPDX-License-Identifier: Apache-2.0

/// Turns YAML into JSON text.
struct YAMLTranscoder {
    /// Values and merged mappings written, each as often as it is mentioned: no bomb of aliases goes beyond.
    private static let visitLimit = 4 * YAMLReader.nodeLimit

    private var reader: YAMLReader
    private var visits = 0

    /// - Parameter limit: bytes that a document's scalars may have as JSON.
    init(limit: Int) {
        reader = YAMLReader(texts: BoundedBuffer(limit: limit))
    }

    /// Writes the body's one document to `json`, which begins anew.
    mutating func transcode(_ body: UnsafeRawBufferPointer, to json: BoundedBuffer) throws(EventDecodingError) {
        json.removeAll()
        visits = 0
        try reader.read(body)
        guard let root = reader.tree.root else { return }
        try write(root, depth: 1, json)
    }

    /// Gives back what a large document took.
    mutating func release() { reader.release() }

    private mutating func write(_ number: Int32, depth: Int, _ json: BoundedBuffer) throws(EventDecodingError) {
        try visit(depth)
        let node = reader.tree[number]
        switch node.kind {
        case .sequence:
            try json.append(UInt8(ascii: "["))
            for (index, item) in reader.tree.children(node).enumerated() {
                if index > 0 { try json.append(", ") }
                try write(item, depth: depth + 1, json)
            }
            try json.append(UInt8(ascii: "]"))
        case .mapping:
            try json.append(UInt8(ascii: "{"))
            var isFirst = true
            try writePairs(node, depth: depth, isFirst: &isFirst, json)
            try json.append(UInt8(ascii: "}"))
        default: try json.append(reader.tree.text(node))
        }
    }

    /// A mapping's pairs, those that are merged in before its own: of two with the same key the last one counts.
    private mutating func writePairs(
        _ node: YAMLTree.Node, depth: Int, isFirst: inout Bool, _ json: BoundedBuffer
    ) throws(EventDecodingError) {
        let children = reader.tree.children(node)
        for key in stride(from: children.startIndex, to: children.endIndex, by: 2)
        where reader.tree[children[key]].kind == .merge {
            try merge(children[key + 1], depth: depth + 1, isFirst: &isFirst, json)
        }
        for key in stride(from: children.startIndex, to: children.endIndex, by: 2) {
            let keyNode = reader.tree[children[key]]
            if keyNode.kind == .merge { continue }
            if !isFirst { try json.append(", ") }
            isFirst = false
            try write(key: keyNode, json)
            try json.append(": ")
            try write(children[key + 1], depth: depth + 1, json)
        }
    }

    /// What stands behind `<<`: a mapping, or a list of them of which the first has the last word.
    private mutating func merge(
        _ number: Int32, depth: Int, isFirst: inout Bool, _ json: BoundedBuffer
    ) throws(EventDecodingError) {
        try visit(depth)
        let node = reader.tree[number]
        switch node.kind {
        case .mapping: try writePairs(node, depth: depth, isFirst: &isFirst, json)
        case .sequence:
            for item in reader.tree.children(node).reversed() {
                try visit(depth)
                guard reader.tree[item].kind == .mapping else { throw Self.noMapping }
                try writePairs(reader.tree[item], depth: depth, isFirst: &isFirst, json)
            }
        default: throw Self.noMapping
        }
    }

    /// A key: what is no text becomes one, as `json.dumps` does it.
    private func write(key: YAMLTree.Node, _ json: BoundedBuffer) throws(EventDecodingError) {
        guard key.kind == .scalar else {
            throw .undecodable("a mapping has a sequence or a mapping for a key", as: .yaml)
        }
        let text = BoundedBuffer.key(json: reader.tree.text(key))
        let isText = text.first == UInt8(ascii: "\"")
        if !isText { try json.append(UInt8(ascii: "\"")) }
        try json.append(text)
        if !isText { try json.append(UInt8(ascii: "\"")) }
    }

    private mutating func visit(_ depth: Int) throws(EventDecodingError) {
        visits += 1
        guard visits <= Self.visitLimit else {
            throw .undecodable("it has more than \(Self.visitLimit) values, aliases written out", as: .yaml)
        }
        guard depth <= YAMLReader.depthLimit else {
            throw .undecodable("it is nested more than \(YAMLReader.depthLimit) deep", as: .yaml)
        }
    }

    private static var noMapping: EventDecodingError { .undecodable("<< takes a mapping or a list of them", as: .yaml) }
}
