// SPDX-License-Identifier: Apache-2.0

/// A page of the documentation as what its reader does, block by block.
struct Walkthrough {
    enum Step {
        /// ```` ```sh ````: the reader types it. ```` ```sh fails ````: and is told of a mistake.
        case type(String, fails: Bool)
        /// ```` ```text ```` : lines among what was said to the last.
        case expect([String])
        /// ```` ```LANGUAGE FILE ````: the reader puts it into that file.
        case write(String, path: String)
    }

    private(set) var steps: [Step] = []

    init(_ page: String) {
        var fence: [String]?
        var block: [String] = []
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let words = fence {
                    add(words, block)
                    fence = nil
                } else {
                    fence = line.dropFirst(3).split(separator: " ").map(String.init)
                    block = []
                }
            } else {
                block.append(String(line))
            }
        }
    }

    private mutating func add(_ words: [String], _ block: [String]) {
        switch words.first {
        case "sh": steps.append(.type(block.joined(separator: "\n"), fails: words.contains("fails")))
        case "text": steps.append(.expect(block))
        case .some where words.count == 2:
            steps.append(.write(block.joined(separator: "\n") + "\n", path: words[1]))
        default: break
        }
    }
}
