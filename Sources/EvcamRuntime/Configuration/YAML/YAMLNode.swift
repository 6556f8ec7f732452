// SPDX-License-Identifier: Apache-2.0

/// A node of a YAML file, with its place.
public struct YAMLNode: Sendable, Hashable {
    /// What a node can be.
    public enum Content: Sendable, Hashable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLPair])
    }

    /// What it is.
    public var content: Content
    /// Where it stands; for an alias, where its anchor does.
    public var span: SourceSpan

    /// Makes a node.
    public init(_ content: Content, span: SourceSpan) {
        self.content = content
        self.span = span
    }

    /// What messages call it.
    var kindName: String {
        switch content {
        case .scalar(let scalar): scalar.kindName
        case .sequence: "a list"
        case .mapping: "a map"
        }
    }
}

/// A key of a mapping with its value.
public struct YAMLPair: Sendable, Hashable {
    /// The key's text.
    public var key: String
    /// Where the key stands.
    public var keySpan: SourceSpan
    /// Its value.
    public var value: YAMLNode
}
