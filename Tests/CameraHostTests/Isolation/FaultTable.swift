// SPDX-License-Identifier: Apache-2.0
import Threads

/// Rows of the fault table, printed once all are there.
final class FaultTable: Sendable {
    static let shared = FaultTable()
    private let rows = Monitor<[String: String]>([:])

    /// Adds a row; the last prints them all, in the order of the faults.
    func add(_ fault: Fault, _ isolation: String, _ text: String, of count: Int) {
        let table: [String]? = rows.withLock { rows in
            rows[fault.name + isolation] = "| \(fault.text) | \(isolation) | \(text) |"
            guard rows.count == count else { return nil }
            return Fault.all.flatMap { fault in
                ["process", "inline"].compactMap { rows[fault.name + $0] }
            }
        }
        guard let table else { return }
        print("| The camera … | isolation | Others and the daemon | The camera | Works again after |")
        print("|---|---|---|---|---|")
        print(table.joined(separator: "\n"))
    }
}
