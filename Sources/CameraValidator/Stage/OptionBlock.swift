// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// The values of a plan as the ABI hands them over, right or wrong.
///
/// Our own host's block refuses what does not fit; here it is wanted.
final class OptionBlock {
    private let memory: StageMemory
    let options: UnsafePointer<evcam_options>

    init(_ plan: OptionPlan, _ layout: StageLayout) {
        let memory = StageMemory(isGuarded: layout.isGuarded)
        let values = plan.entries.map { Self.view($0, layout, memory) }
        let all = evcam_options(
            size: UInt32(MemoryLayout<evcam_options>.size + layout.structPadding),
            value_stride: UInt32(MemoryLayout<evcam_option_value>.stride + layout.elementPadding),
            values: memory.array(values, padding: layout.elementPadding), value_count: UInt64(values.count))
        options = memory.place(all, padding: layout.structPadding)
        self.memory = memory
    }

    private static func view(
        _ entry: OptionPlan.Entry, _ layout: StageLayout, _ memory: StageMemory
    ) -> evcam_option_value {
        var view = evcam_option_value()
        view.size = UInt32(MemoryLayout<evcam_option_value>.size + layout.elementPadding)
        view.type = entry.type ?? entry.declaration.kind.rawValue
        view.flags = entry.isSet ? EVCAM_OPTION_IS_SET : 0
        view.name = memory.text(entry.declaration.name)
        switch entry.value {
        case .bool(let value): view.integer = value ? 1 : 0
        case .int(let value), .duration(let value), .bytes(let value): view.integer = value
        case .float(let value): view.number = value
        case .text(let text): view.text = memory.text(text)
        case .list(let items):
            view.items = memory.array(items.map { memory.text($0) }, padding: 0)
            view.item_count = UInt64(items.count)
        }
        return view
    }
}
