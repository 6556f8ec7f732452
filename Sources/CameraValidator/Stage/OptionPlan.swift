// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// Which values a camera's options are to have: good ones, or on purpose bad ones.
struct OptionPlan {
    /// One value.
    struct Entry {
        var declaration: OptionDeclaration
        /// As it would come from a user, or of another type.
        var value: OptionValue
        /// Whether it counts as written by the user.
        var isSet: Bool
        /// The type that is said; nil: the declared one.
        var type: UInt32?
    }

    /// In the order of the declarations.
    var entries: [Entry] = []

    /// The same with one option changed, or added.
    func setting(_ declaration: OptionDeclaration, _ value: OptionValue, type: UInt32? = nil) -> OptionPlan {
        var plan = without(declaration.name)
        plan.entries.append(Entry(declaration: declaration, value: value, isSet: true, type: type))
        return plan
    }

    /// The same without one option.
    func without(_ name: String) -> OptionPlan {
        var plan = self
        plan.entries.removeAll { $0.declaration.name == name }
        return plan
    }
}
