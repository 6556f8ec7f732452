// SPDX-License-Identifier: Apache-2.0

/// A YAML document: nodes by number, so that an alias is another mention of a number and costs no more.
struct YAMLTree {
    /// A value.
    struct Node {
        enum Kind {
            /// A part of ``texts``, which is JSON already.
            case scalar
            /// A plain `<<`, which as a key brings another mapping's pairs in.
            case merge
            case sequence
            /// Its children are keys and values in turn.
            case mapping
            /// A collection whose end has not been read yet.
            case open
        }

        var kind: Kind
        /// A scalar's first byte in ``YAMLTree/texts``, a collection's first child in ``YAMLTree/children``.
        var start = 0
        /// Bytes, or children.
        var count = 0
    }

    var nodes: [Node] = []
    /// Numbers of nodes.
    var children: [Int32] = []
    let texts: BoundedBuffer
    var root: Int32?

    /// Makes an empty one.
    init(texts: BoundedBuffer) {
        self.texts = texts
    }

    /// Forgets everything but the memory.
    mutating func removeAll() {
        nodes.removeAll(keepingCapacity: nodes.count < 1 << 14)
        children.removeAll(keepingCapacity: children.count < 1 << 14)
        texts.removeAll()
        root = nil
    }

    /// The node of that number.
    subscript(_ number: Int32) -> Node { nodes[Int(number)] }

    /// The JSON text of a scalar.
    func text(_ node: Node) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: texts.bytes[node.start..<node.start + node.count])
    }

    /// A collection's children.
    func children(_ node: Node) -> ArraySlice<Int32> { children[node.start..<node.start + node.count] }
}
