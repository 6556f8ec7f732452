// SPDX-License-Identifier: Apache-2.0

/// The attributes of a task that live in its payload block.
///
/// Raw values are the decoder's field numbers, so that a decoded value is stored under the number it has.
public enum TaskField: UInt8, Sendable, CaseIterable {
    case args = 8
    case kwargs = 9
    case rootID = 10
    case parentID = 11
    case retries = 12
    case eta = 13
    case expires = 14
    case queue = 15
    case exchange = 16
    case routingKey = 17
    case result = 18
    case runtime = 19
    case exception = 20
    case traceback = 21
}
