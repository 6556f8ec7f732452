// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Testing

@testable import CameraValidator

@Suite struct PartTests {
    @Test func `lines come through the pipe as they were`() throws {
        let text = "a tab\t, a newline\n, a \\backslash\\n, and \u{1F44D}"
        let line = TraceLine.verdict(.failed(Account(done: text, expected: "", happened: "x")))
        let encoded = try #require(TraceLine(line.encoded))
        guard case .verdict(.failed(let account)) = encoded else { throw Mismatch() }
        #expect(account == Account(done: text, expected: "", happened: "x"))
        guard case .step(text) = TraceLine(TraceLine.step(text).encoded) else { throw Mismatch() }
        #expect(TraceLine("torn") == nil)
        #expect(TraceLine("") == nil)
        #expect(TraceLine("step") == nil)
    }

    private struct Mismatch: Error {}

    @Test func `malloc's own figures are added up`() {
        let text = """
            <malloc version="1"><heap nr="0"><sizes></sizes><total type="fast" count="0" size="1"/>
            <system type="current" size="7"/></heap>
            <total type="fast" count="2" size="100"/><total type="rest" count="3" size="1000"/>
            <total type="mmap" count="1" size="50000"/><system type="current" size="200000"/>
            <system type="max" size="200000"/></malloc>
            """
        #expect(MallocInfo.inUse(text) == 200_000 + 50_000 - 1_100)
        #expect(MallocInfo.inUse("<malloc>") == nil)
        #expect(ProcessState().allocated ?? 0 > 0)
    }

    @Test func `the same seed is the same cluster`() {
        func figures(_ seed: UInt64) -> [UInt64] {
            var random = SeededGenerator(seed: seed)
            var model = ClusterModel()
            model.advance(500, &random)
            let draft = model.draft(.plain, wants: [], since: 100)
            return draft.changed.map(\.revision) + draft.removed.map(\.revision)
        }
        #expect(figures(3) == figures(3))
        #expect(figures(3) != figures(4))
        #expect(figures(3).allSatisfy { $0 > 100 })
    }
}
