// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Waits until a descriptor is ready for `events` (`POLLIN`, `POLLOUT`), or has failed, which the next call tells.
/// - Returns: false if the deadline was over first.
func waitUntilReady(_ descriptor: Int32, _ events: Int32, _ deadline: Deadline) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    while true {
        let ready = poll(&request, 1, pollTimeout(deadline.remaining))
        if ready > 0 { return true }
        if ready < 0, errno != EINTR, errno != EAGAIN { return true }
        if ready == 0, deadline.isOver { return false }
    }
}
