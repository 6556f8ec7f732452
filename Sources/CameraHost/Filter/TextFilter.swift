// SPDX-License-Identifier: Apache-2.0

/// Which texts get through: those that an include matches (all, if there is none) and no exclude.
public struct TextFilter: Sendable, Hashable {
    /// One must match; empty: no condition.
    public var include: [Glob]
    /// None may match.
    public var exclude: [Glob]

    /// Makes a filter; without patterns everything gets through.
    public init(include: [Glob] = [], exclude: [Glob] = []) {
        self.include = include
        self.exclude = exclude
    }

    /// Whether everything gets through.
    public var isOpen: Bool { include.isEmpty && exclude.isEmpty }

    /// Whether a text gets through.
    ///
    /// An absent one (no base address) matches no include and no exclude.
    package func admits(_ text: UnsafeRawBufferPointer?) -> Bool {
        guard let text, text.baseAddress != nil else { return include.isEmpty }
        return (include.isEmpty || include.contains { $0.matches(text) }) && !exclude.contains { $0.matches(text) }
    }
}
