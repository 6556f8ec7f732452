// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Memory for a thread's signal handlers: they can run there when the thread's own stack has overflowed.
enum SignalStack {
    /// In bytes; the kernel alone puts up to 11 kB of registers there (AVX-512, AMX).
    private static let size = 64 << 10

    /// Runs the body with such memory, of the calling thread alone; without it, if there is none to be had, or with what
    /// somebody else, a sanitizer, has provided already.
    static func with(_ body: () -> Void) {
        var before = stack_t()
        guard sigaltstack(nil, &before) == 0, before.ss_flags & Int32(SS_DISABLE) != 0 else { return body() }
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK
        guard let memory = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED else {
            return body()
        }
        var ours = stack_t(ss_sp: memory, ss_flags: 0, ss_size: size)
        sigaltstack(&ours, nil)
        body()
        sigaltstack(&before, nil)
        munmap(memory, size)
    }
}
