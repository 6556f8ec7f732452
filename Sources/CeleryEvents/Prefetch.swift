// SPDX-License-Identifier: Apache-2.0
public import CSimdjson

/// Asks the processor to fetch the cache line at that address; never faults.
///
/// Public, because only so can it be inlined across targets: it is one instruction.
@inlinable
@inline(__always)
public func prefetch(_ address: UnsafeRawPointer) {
    csj_prefetch(address)
}
