// SPDX-License-Identifier: Apache-2.0

/// nil for NaN, the ABI's sign of an absent number.
@inlinable func present(_ value: Double) -> Double? { value.isNaN ? nil : value }

/// nil for `EVCAM_ABSENT`.
@inlinable func present(_ value: Int64) -> Int64? { value == .min ? nil : value }
