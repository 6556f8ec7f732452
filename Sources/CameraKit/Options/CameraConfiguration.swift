// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// The options of a camera, as typed properties.
///
/// A struct whose properties are each an ``Option`` or an ``OptionGroup``, and nothing else. It is the camera's schema,
/// its validation, its documentation and, filled with the user's values, what the camera's `init` is handed.
public protocol CameraConfiguration {
    /// The declarations with their defaults; a struct has it by itself.
    init()
}

/// The configuration of a camera without options.
public struct NoOptions: CameraConfiguration {
    /// Nothing.
    public init() {}
}

extension CameraConfiguration {
    /// What is declared, in the order of the properties.
    static var declarations: [CameraOption] {
        Self().options.map { $0.option.declaration(property: $0.property) }
    }

    /// Holds what the host handed over.
    /// - Throws: ``CameraError/config(_:)`` with the name of an option that is missing or of another type, which
    ///   a host that checks the user's YAML does not let happen.
    init(_ values: HandedValues) throws(CameraError) {
        self.init()
        for (property, option) in options { try option.fill(from: values, property: property) }
    }

    private var options: [(property: String, option: any DeclaredOption)] { Self.options(of: self, prefix: "") }

    /// Those of a group have its property's name before theirs.
    private static func options(
        of holder: Any, prefix: String
    ) -> [(property: String, option: any DeclaredOption)] {
        Mirror(reflecting: holder).children.flatMap { child -> [(property: String, option: any DeclaredOption)] in
            guard let property = child.label else { return [] }
            if let option = child.value as? any DeclaredOption { return [(prefix + property, option)] }
            guard let group = child.value as? any OptionGroup, prefix.isEmpty else { return [] }
            return options(of: group, prefix: property + ".")
        }
    }
}
