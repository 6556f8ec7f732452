// SPDX-License-Identifier: Apache-2.0

// Not ~Escapable: in Swift 6.3 that needs an experimental flag in every camera's own build.
/// A view over one C struct of a snapshot, which it borrows.
///
/// Views are lazy: nothing is copied or converted before it is asked for. They are good until the `shutter` call
/// that handed them over returns (or ``Host/release(_:)``); keep what a view says, as numbers and
/// `String`s, not the view. The compiler keeps them on their thread (they are not `Sendable`).
public protocol StructView {
    /// The C struct.
    associatedtype Layout

    /// A view over the struct at an address.
    init(_ layout: UnsafePointer<Layout>)
}
