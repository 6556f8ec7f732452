// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What `evcam camera test --json` says of a camera.
struct CheckedCamera {
    /// One check.
    struct Result: Decodable {
        var id: String
        var status: String
        var reason: String?
        var done: String?
        var expected: String?
        var happened: String?
        var rule_text: String?
        var command: String?
    }

    private struct Report: Decodable {
        var checks: [Result]
    }

    let status: Int32
    let results: [Result]

    /// Tests a camera.
    init(_ file: String, fault: String? = nil, _ arguments: [String] = []) throws {
        let ending = try Program.cameraTest(file, fault: fault, ["--json"] + arguments)
        status = ending.status
        let report = try? JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
        results = try #require(report, "\(ending.output)\(ending.errors)").checks
    }

    /// The ids of the results with one of these states.
    func ids(_ states: String...) -> [String] { results.filter { states.contains($0.status) }.map(\.id) }
}
