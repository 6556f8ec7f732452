// SPDX-License-Identifier: Apache-2.0

/// Options that belong together: a property of a ``CameraConfiguration`` that holds options itself.
///
/// ```swift
/// struct Configuration: CameraConfiguration {
///     var keep = TaskAges()
/// }
/// ```
///
/// Its options are called `keep.success`, `keep.error` …, and the user writes `keep: {success: 1d, error: 3d}`.
/// Groups do not nest.
public protocol OptionGroup: Sendable {
    /// The declarations with their defaults; a struct has it by itself.
    init()
}
