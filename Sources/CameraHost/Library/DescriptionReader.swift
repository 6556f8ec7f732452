// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// Reads and judges what a camera says about itself.
///
/// Nothing in it is trusted.
package struct DescriptionReader {
    private static let maxOptions: UInt64 = 1024
    private let file: CameraFile

    /// Reads the description of that file.
    package init(file: CameraFile) { self.file = file }

    /// The description, if it keeps the ABI's rules.
    package func read(_ camera: UnsafePointer<evcam_camera>) throws(CameraError) -> CameraDescription {
        // Only the size may be read before it is known that the rest is there.
        let size = UnsafeRawPointer(camera).load(as: UInt32.self)
        guard size >= UInt32(MemoryLayout<evcam_camera>.size) else {
            throw malformed("its description has \(size) bytes instead of \(MemoryLayout<evcam_camera>.size)")
        }
        let camera = camera.pointee
        try ABINote(major: camera.abi_major, minor: camera.abi_minor, minHostMinor: camera.min_host_minor).check(file)
        let id = try text(camera.id, "id")
        guard CameraFile.isID(id) else {
            throw malformed("its id `\(id)` has other characters than lower-case letters, digits and `-`")
        }
        guard !file.isNamedByRule || id == file.id else {
            throw malformed("it calls itself `\(id)`; rename the file to \(CameraFile.fileName(of: id))")
        }
        guard camera.create != nil, camera.start != nil, camera.shutter != nil, camera.destroy != nil else {
            throw malformed("it lacks one of the functions create, start, shutter and destroy")
        }
        return CameraDescription(
            id: id, version: try text(camera.version, "version"), summary: camera.summary.string(atMost: 1024) ?? "",
            author: camera.author.string(atMost: 1024) ?? "", license: camera.license.string(atMost: 1024) ?? "",
            abiMajor: camera.abi_major, abiMinor: camera.abi_minor, options: try options(camera),
            wants: SnapshotWants(rawValue: camera.flags)
        )
    }

    /// The options alone, of a description that is long enough.
    package func options(_ camera: evcam_camera) throws(CameraError) -> [OptionDeclaration] {
        guard camera.option_count > 0 else { return [] }
        let stride = Int(camera.option_stride)
        guard let base = UnsafeRawPointer(camera.options), camera.option_count <= Self.maxOptions,
            stride >= MemoryLayout<evcam_option>.size, stride % 8 == 0
        else {
            throw malformed("its \(camera.option_count) options, \(stride) bytes each, cannot be read")
        }
        var options: [OptionDeclaration] = []
        for index in 0..<Int(camera.option_count) {
            let option = try declaration((base + index * stride).load(as: evcam_option.self), index)
            guard !options.contains(where: { $0.name == option.name }) else {
                throw malformed("it declares its option `\(option.name)` twice")
            }
            options.append(option)
        }
        for option in options {
            if let group = options.first(where: { $0.name.hasPrefix(option.name + ".") }) {
                throw malformed("it declares its option `\(option.name)` as a group as well, by `\(group.name)`")
            }
        }
        return options
    }

    private func isSnakeCase(_ part: Substring) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    private func declaration(_ option: evcam_option, _ index: Int) throws(CameraError) -> OptionDeclaration {
        let name = try text(option.name, "name of option \(index)")
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy(isSnakeCase) else {
            throw malformed("the name of its option `\(name)` is not lower_snake_case")
        }
        guard option.size >= UInt32(MemoryLayout<evcam_option>.size) else {
            throw malformed(
                "its option `\(name)` has \(option.size) bytes instead of \(MemoryLayout<evcam_option>.size)")
        }
        guard let kind = OptionDeclaration.Kind(rawValue: option.type) else {
            throw malformed("its option `\(name)` has the unknown type \(option.type)")
        }
        var choices: [String] = []
        if kind == .enum {
            guard let first = option.choices, (1...256).contains(option.choice_count) else {
                throw malformed("its option `\(name)` offers no choices")
            }
            for index in 0..<Int(option.choice_count) { choices.append(try text(first[index], "choice of `\(name)`")) }
        }
        let minimum = option.flags & EVCAM_OPTION_HAS_MIN != 0 ? option.minimum : nil
        let maximum = option.flags & EVCAM_OPTION_HAS_MAX != 0 ? option.maximum : nil
        if let minimum, let maximum, !(minimum <= maximum) {
            throw malformed("its option `\(name)` has its least value above its greatest")
        }
        return OptionDeclaration(
            name: name, kind: kind, summary: option.summary.string(atMost: 4096) ?? "",
            defaultValue: option.default_value.string(), isRequired: option.flags & EVCAM_OPTION_REQUIRED != 0,
            minimum: minimum, maximum: maximum, choices: choices,
            wants: kind == .bool ? SnapshotWants(rawValue: option.wants) : []
        )
    }

    private func text(_ text: evcam_string, _ what: String) throws(CameraError) -> String {
        guard let text = text.string(atMost: 1024), !text.isEmpty else { throw malformed("its \(what) is missing") }
        return text
    }

    private func malformed(_ what: String) -> CameraError {
        CameraError(
            .malformed, camera: file.id,
            "camera `\(file.id)` (\(file.resolvedPath)) breaks the rules of the camera ABI: \(what)"
        )
    }
}
