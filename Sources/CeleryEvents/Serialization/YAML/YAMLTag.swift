// SPDX-License-Identifier: Apache-2.0

/// The tag of a YAML node: one of those that PyYAML's safe loader takes, or another.
struct YAMLTag {
    /// The standard tags that mean something to a scalar.
    enum Scalar {
        case text
        case integer
        case double
        case bool
        case null
        case binary
    }

    private let name: UnsafePointer<UInt8>?
    private static let standard = "tag:yaml.org,2002:"

    /// Takes the tag as libyaml has it, which has to outlive it; nil: the node has none.
    init(_ name: UnsafePointer<UInt8>?) {
        self.name = name
    }

    /// Whether the node is untagged.
    var isNone: Bool { name == nil || "!" ~= self }

    /// What it makes of a scalar; nil for any other tag.
    var ofScalars: Scalar? {
        switch self {
        // Timestamps stay texts: JSON has no others.
        case "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value",
            "tag:yaml.org,2002:merge":
            .text
        case "tag:yaml.org,2002:int": .integer
        case "tag:yaml.org,2002:float": .double
        case "tag:yaml.org,2002:bool": .bool
        case "tag:yaml.org,2002:null": .null
        case "tag:yaml.org,2002:binary": .binary
        default: nil
        }
    }

    /// Whether it may stand before a sequence or a mapping.
    func isOfCollections(isMapping: Bool) -> Bool {
        if isNone { return true }
        return switch self {
        case "tag:yaml.org,2002:map", "tag:yaml.org,2002:set": isMapping
        case "tag:yaml.org,2002:seq", "tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs": !isMapping
        default: false
        }
    }

    /// Whether it is the tag of `<<`.
    var isMerge: Bool { "tag:yaml.org,2002:merge" ~= self }

    /// The tag as people write it, not too long.
    var text: String {
        guard let name else { return "" }
        let full = String(cString: name)
        let short = full.hasPrefix(Self.standard) ? "!!" + full.dropFirst(Self.standard.count) : full
        return short.count > 80 ? short.prefix(80) + "..." : short
    }

    /// Whether it is that tag.
    static func ~= (text: StaticString, tag: YAMLTag) -> Bool {
        guard let name = tag.name else { return false }
        for index in 0..<text.utf8CodeUnitCount where name[index] != text.utf8Start[index] { return false }
        return name[text.utf8CodeUnitCount] == 0
    }
}
