// SPDX-License-Identifier: Apache-2.0
import EventSources
import Synchronization

/// How other threads end a dump.
final class DumpStop: Sendable {
    private let flag = Atomic<Bool>(false)
    private let doorbell: Doorbell

    init(_ doorbell: Doorbell) { self.doorbell = doorbell }

    var isAsked: Bool { flag.load(ordering: .acquiring) }

    func ask() {
        flag.store(true, ordering: .releasing)
        doorbell.ring()
    }
}
