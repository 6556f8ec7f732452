// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Testing

@testable import CameraHost

struct RevisionOrderTests {
    @Test(arguments: [0, 1, 2, 255, 257, 5000, 70_000])
    func `indices come out by revision`(count: Int) {
        var generator = SystemRandomNumberGenerator()
        var order = RevisionOrder()
        for _ in 0..<2 {
            let revisions = (0..<count).map { UInt64($0) * 37 + 1_000_000_000_000 }.shuffled(using: &generator)
            order.reset()
            revisions.forEach { order.append($0) }
            var sorted: [UInt64] = []
            order.forEach { place, _ in sorted.append(revisions[place]) }
            #expect(sorted == revisions.sorted())
        }
    }

    @Test func `an arena's texts stay and end in a NUL`() {
        let arena = Arena()
        for _ in 0..<2 {
            let texts = (0..<20_000).map { String(repeating: "ä", count: $0 % 300) }
            let views = texts.map { arena.text($0) }
            for (text, view) in zip(texts, views) {
                #expect(view.string(atMost: .max) == text && view.ptr[Int(view.len)] == 0)
            }
            arena.reset()
        }
        let large = arena.text(String(repeating: "x", count: 3 << 20))
        #expect(large.len == 3 << 20)
    }
}
