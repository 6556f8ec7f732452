// SPDX-License-Identifier: Apache-2.0

/// The attributes of events that are looked up by number; raw values are the decoder's.
package enum EventField: Int, CaseIterable {
    case type = 0
    case hostname, utcoffset, pid, clock, timestamp, uuid, name, args, kwargs
    case rootID, parentID, retries, eta, expires, queue, exchange, routingKey
    case result, runtime, exception, traceback
    case freq, active, processed, loadavg, swIdent, swVer, swSys, localReceived

    /// The bit that says in ``Event/present`` that the event has it.
    @inlinable
    package var bit: UInt64 { 1 << UInt64(rawValue) }
}
