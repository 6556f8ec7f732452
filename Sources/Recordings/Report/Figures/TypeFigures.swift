// SPDX-License-Identifier: Apache-2.0

/// What is told of all tasks of one name.
package struct TypeFigures: NamedFigures, Sendable {
    package var name: String
    package var count = 0
    package var succeeded = 0
    package var failed = 0
    package var retries: Int64 = 0
    package var runtimes = RuntimeHistogram()

    init(_ name: String) { self.name = name }

    mutating func add(_ task: RecordedTask) {
        count += 1
        if task.state == "SUCCESS" { succeeded += 1 }
        if task.state == "FAILURE" { failed += 1 }
        retries &+= max(0, task.retries ?? 0)
        if let runtime = task.runtime { runtimes.add(runtime) }
    }

    mutating func add(_ other: TypeFigures) {
        count += other.count
        succeeded += other.succeeded
        failed += other.failed
        retries &+= other.retries
        runtimes.add(other.runtimes)
    }
}
