// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// The values of a camera's options as the ABI hands them over.
///
/// Valid as long as this lives.
final class OptionBlock {
    private let arena = Arena()
    private(set) var options: evcam_options

    /// Puts values in the order of the declarations.
    /// - Throws: `config` if a value has no declaration or not its type.
    init(_ camera: LoadedCamera) throws(CameraError) {
        let declarations = camera.library.description.options
        options = evcam_options(
            size: UInt32(MemoryLayout<evcam_options>.size),
            value_stride: UInt32(MemoryLayout<evcam_option_value>.stride),
            values: nil, value_count: 0
        )
        for name in camera.options.keys.sorted() where !declarations.contains(where: { $0.name == name }) {
            let meant =
                Spelling.nearest(to: name, among: declarations.map(\.name)).map { "; did you mean `\($0)`?" } ?? ""
            throw CameraError(.config, camera: camera.name, "camera `\(camera.name)` has no option `\(name)`\(meant)")
        }
        var values: [evcam_option_value] = []
        for declaration in declarations {
            guard let value = camera.options[declaration.name] else { continue }
            guard var view = view(value, as: declaration.kind) else {
                throw CameraError(
                    .config, camera: camera.name,
                    "camera `\(camera.name)`: option `\(declaration.name)` must be of type \(declaration.kind)"
                )
            }
            view.size = UInt32(MemoryLayout<evcam_option_value>.size)
            view.type = declaration.kind.rawValue
            view.flags = camera.writtenOptions.contains(declaration.name) ? EVCAM_OPTION_IS_SET : 0
            view.name = arena.text(declaration.name)
            values.append(view)
        }
        options.values = arena.copy(values)
        options.value_count = UInt64(values.count)
    }

    private func view(_ value: OptionValue, as kind: OptionDeclaration.Kind) -> evcam_option_value? {
        var view = evcam_option_value()
        switch (value, kind) {
        case (.bool(let value), .bool): view.integer = value ? 1 : 0
        case (.int(let value), .int), (.duration(let value), .duration), (.bytes(let value), .bytes):
            view.integer = value
        case (.float(let value), .float): view.number = value
        case (.text(let text), .string), (.text(let text), .enum), (.text(let text), .path), (.text(let text), .url),
            (.text(let text), .secret):
            view.text = arena.text(text)
        case (.list(let items), .list):
            view.items = arena.copy(items.map { arena.text($0) })
            view.item_count = UInt64(items.count)
        default: return nil
        }
        return view
    }
}
