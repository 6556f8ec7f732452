// SPDX-License-Identifier: Apache-2.0
import CameraValidator
import Foundation
import Testing

/// For each check a camera with the fault that it finds, and that no other one does.
@Suite struct FaultTests {
    /// Whether every check meets every fault, which takes minutes: `Scripts/soak.sh` does it.
    ///
    /// Otherwise each fault meets its own check and a share of the others, another one each.
    private static let isThorough = ProcessInfo.processInfo.environment["EVCAM_THOROUGH"] != nil
    private static let share = 9

    @Test(arguments: CheckList.all.map(\.id)) func `a fault is found by one check`(_ fault: String) throws {
        let ids = CheckList.all.map(\.id)
        let own = try #require(ids.firstIndex(of: fault))
        let chosen = ids.indices.filter { Self.isThorough || $0 == own || ($0 + own) % Self.share == 0 }
        let camera = try CheckedCamera(
            FaultyCamera.shared.get().path(fault), fault: fault, ["--only"] + chosen.map { ids[$0] })
        #expect(camera.ids("failed", "warning") == [fault])
        #expect(camera.results.count == chosen.count)
        let found = try #require(camera.results.first { $0.id == fault })
        for text in [found.done, found.expected, found.happened, found.rule_text] {
            #expect(text?.isEmpty == false, "\(found)")
        }
        #expect(found.command?.hasSuffix("--only \(fault) --in-process --seed 7") == true)
        #expect(camera.status == (found.status == "failed" ? 1 : 0))
    }

    @Test func `the same camera without a fault passes every check`() throws {
        let camera = try CheckedCamera(FaultyCamera.shared.get().path(nil))
        #expect(camera.ids("passed") == CheckList.all.map(\.id))
        #expect(camera.status == 0)
    }
}
